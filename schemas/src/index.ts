export { avroSchemaOf } from './avro.ts'
export { conversationIdOf } from './event-id.ts'
export { contentFingerprint } from './fingerprint.ts'
export type { CallEnded } from './generated/calls.ended.v1.ts'
export type {
  CallEnriched,
  CallOutcome,
  ContactMatch,
  RecordingStatus,
} from './generated/calls.enriched.v1.ts'
export type { CallLogged } from './generated/calls.logged.v1.ts'
export {
  allTopics,
  callsEnded,
  callsEnriched,
  callsLogged,
  deadLetterResolutions,
  enricherTopics,
  eventTopics,
  followUpTierCount,
  retryTierCount,
  sinkTopics,
  stages,
} from './topics.ts'
export type {
  CleanupPolicy,
  EventTopic,
  EventName,
  Events,
  StageName,
  StageTopics,
  TopicSpec,
} from './topics.ts'
