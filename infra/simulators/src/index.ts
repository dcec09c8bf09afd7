export {
  controlSimulator,
  type SeenRequest,
  type SimulatorControl,
  type StoredRecord,
} from './control/control-client.ts'
export type { FaultSettings } from './control/faults.ts'
export type { CompactConversation } from './genesys/compact-conversation.ts'
export { type CustomerEnd, customerEndEvent, type EventBridgeEnvelope } from './genesys/customer-end-event.ts'
export { sampleConversations } from './genesys/sample-conversations.ts'
export { sampleDirectory } from './genesys/sample-directory.ts'
export {
  type GenesysSimulatorOptions,
  genesysSampleCredentials,
  startGenesysSimulator,
} from './genesys/server.ts'
export type { RunningSimulator } from './running-simulator.ts'
export type { SeedRecords } from './salesforce/records.ts'
export { sampleOrg, sampleRecords } from './salesforce/sample-org.ts'
export { samplePersonRecords } from './salesforce/sample-persons.ts'
export { normalizeId, toLongId } from './salesforce/record-id.ts'
export {
  type SalesforceSimulatorOptions,
  salesforceSampleCredentials,
  startSalesforceSimulator,
} from './salesforce/server.ts'
export { genesysVariables, salesforceVariables } from './variables.ts'
