export {
  consoleGroupPrefix,
  consoleTransactionalId,
  consumerRights,
  ingressRights,
  principals,
  provisionRights,
  rightsOf,
  stageRights,
  stageTransactionalId,
} from './access.ts'
export type { AccessOperation, AccessRight, Principal, PrincipalName } from './access.ts'
export { avroSchemaOf, releasedSchemasOf } from './avro.ts'
export { openDecoder, UndecodableValue } from './event-decoder.ts'
export type { EventDecoder } from './event-decoder.ts'
export { conversationIdOf } from './event-id.ts'
export { contentFingerprint } from './fingerprint.ts'
export type { CallEnded } from './generated/calls.ended.v1.ts'
export type { CallEnrichedMasked } from './generated/calls.enriched.masked.v1.ts'
export type {
  CallEnriched,
  CallOutcome,
  ContactMatch,
  RecordingStatus,
} from './generated/calls.enriched.v1.ts'
export type { CallLogged } from './generated/calls.logged.v1.ts'
export { kindOf, masker, personalDataKinds, recordIn } from './personal-data.ts'
export type { PersonalDataKind, PseudonymisedKind, RecordSchema, SchemaField } from './personal-data.ts'
export {
  allTopics,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  deadLetterResolutions,
  enricherTopics,
  eventTopics,
  followUpTierCount,
  retryTierCount,
  segmentMs,
  sinkTopics,
  stages,
} from './topics.ts'
export type {
  CleanupPolicy,
  EventTopic,
  EventName,
  Events,
  Retention,
  StageName,
  StageTopics,
  TopicSpec,
} from './topics.ts'
