/**
 * Which field of Salesforce gets what of a call: read from a file, fitted to the org, then applied to each call.
 */
export type { LoggedCall, Task } from '../domain/task.ts'
export { fitMapping } from './fit-mapping.ts'
export type {
  FittedMapping,
  MappingFinding,
  MappingProblem,
  OrgDescription,
  TaskOptions,
  TaskStatus,
} from './fitted-mapping.ts'
export { MappingError } from './mapping-error.ts'
export { callerField, externalIdField, revisionField } from './own-fields.ts'
export { readMapping } from './read-mapping.ts'
export type { Mapping } from './mapping.ts'
export { strangerFindings, strangersAccountFindings } from './strangers.ts'
