export { publishedPort, readComposeModel } from './compose-model.ts'
export type { ComposeModel, ComposeService } from './compose-model.ts'
export { environmentHere, environmentProblems, machineFromInside, openToAll } from './environment-problems.ts'
