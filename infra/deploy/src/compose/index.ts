export { publishedPort, readComposeModel } from './compose-model.ts'
export type { ComposeModel, ComposeService } from './compose-model.ts'
export { environmentProblems, fileVariables, machineFromInside } from './environment-problems.ts'
