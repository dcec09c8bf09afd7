export { healthPort, processes } from './processes.ts'
export type { DeployedProcess, ProcessName } from './processes.ts'
