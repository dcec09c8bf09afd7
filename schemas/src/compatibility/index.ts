export { rules } from './breach.ts'
export type { Breach, Rule, RuleEntry } from './breach.ts'
export { breachesOfChange } from './change.ts'
