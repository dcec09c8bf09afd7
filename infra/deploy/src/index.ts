export { images } from './images.ts'
export type { ImageContent } from './images.ts'
export { healthPort, processes } from './processes.ts'
export type { DeployedProcess, ProcessName } from './processes.ts'
