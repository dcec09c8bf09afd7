export { publishedPort, readComposeModel } from './compose-model.ts'
export type { ComposeModel, ComposeService } from './compose-model.ts'
export { environmentProblems } from './environment-problems.ts'
