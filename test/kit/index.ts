export { contactsOf, tasksOf } from './salesforce-org.ts'
export type { OrgContact, OrgTask } from './salesforce-org.ts'
export { callPayload, endedCall } from './calls.ts'
export { watchTopics } from './event-watch.ts'
export type { EventWatch, WatchedRecord } from './event-watch.ts'
export { pipelineEnvironment, startPipeline, startVendors, vendorEnvironment } from './pipeline.ts'
export type { Pipeline, VendorAddresses, Vendors } from './pipeline.ts'
export { launchService, ServiceNotStarted, startService } from './service-process.ts'
export type {
  LaunchedService,
  PipelineService,
  ServiceEnvironment,
  ServiceName,
  ServiceProcess,
} from './service-process.ts'
export { postWebhook, signatureOf, signedHeaders } from './webhook.ts'
export type { WebhookAnswer } from './webhook.ts'
export { fateOf, isAccepted, verdict } from './sample-verdict.ts'
export type { DeadLetter, Deviation, Fate, Happened, SalesforceRow } from './sample-verdict.ts'
export { eventIdOf, loadSamples, sendSample, withConversationSuffix } from './samples.ts'
export type { Sample, SampleAnswer, SentSample } from './samples.ts'
