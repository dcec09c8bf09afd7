export { cleanText } from './clean-text.ts'
export { CommandLineError, readOptions } from './command-line.ts'
export { attempt, ConfigError, httpUrl, integer, key, loadConfig, oneOf, text, textList } from './config.ts'
export type { Config, ConfigKey, ConfigSpec, Environment } from './config.ts'
export { errorCatalogue, PipelineError } from './errors.ts'
export type { Disposition, ErrorCode } from './errors.ts'
export { healthConfig, serveHealth } from './health.ts'
export { isRefusal, kafkaAccess, missingRight, together } from './kafka/access.ts'
export type { KafkaAccess } from './kafka/access.ts'
export { refusalIn } from './kafka/refusal.ts'
export { connectKafka, connectProducer, kafkaConfig, producerDefaults } from './kafka/connection.ts'
export type { KafkaAddress } from './kafka/connection.ts'
export { proveToken, securityOptions } from './kafka/security.ts'
export type { KafkaSecurity } from './kafka/security.ts'
export { kafkaSecurityConfig } from './kafka/security-config.ts'
export { eventHeaders, headerText, isLate, lateHeader } from './kafka/event-headers.ts'
export { failedAttempts, notBefore } from './kafka/failure-headers.ts'
export { followUpDelays } from './kafka/follow-up.ts'
export { messageBytes } from './kafka/message-bytes.ts'
export { failed } from './kafka/outcome.ts'
export type { Outcome } from './kafka/outcome.ts'
export type { CopyRule } from './kafka/recent-events.ts'
export { PartitionLost } from './kafka/handler.ts'
export type { HandlerContext } from './kafka/handler.ts'
export { viewOn } from './kafka/publication.ts'
export type { View } from './kafka/publication.ts'
export type { Stage } from './kafka/stage.ts'
export { openOnce } from './open-once.ts'
export { Circuits, outageConfig } from './outage/circuits.ts'
export type { Circuit } from './outage/circuit.ts'
export { runStage } from './kafka/run-stage.ts'
export type { RunningStage } from './kafka/run-stage.ts'
export { processConfig, runService, stopDeadlineMs } from './lifecycle.ts'
export { logConfig } from './logging/log-config.ts'
export { createLogger } from './logging/logger.ts'
export { maskText } from './logging/masked-text.ts'
export { sparingly } from './logging/sparingly.ts'
export type { LineWriter } from './logging/sparingly.ts'
export { connectRegistry, openEventReader, openEventWriter } from './registry/codec.ts'
export {
  registryAccessConfig,
  registryBase,
  registryConfig,
  registryFetch,
} from './registry/registry-address.ts'
export type { RegistryAccess, RegistryAddress } from './registry/registry-address.ts'
export type { EventWriter } from './registry/codec.ts'
export { genesysAppsUrl, genesysConfig } from './genesys/genesys-config.ts'
export type { GenesysConfig } from './genesys/genesys-config.ts'
export { openGenesys } from './genesys/genesys.ts'
export type { Genesys, GenesysRequest } from './genesys/genesys.ts'
export type { BearerApi } from './http/bearer-api.ts'
export type { ApiResponse } from './http/exchange.ts'
export { salesforceConfig } from './salesforce/config.ts'
export { soqlString, soslTerm } from './salesforce/literals.ts'
export { openSalesforce } from './salesforce/open-salesforce.ts'
export { openRehearsals } from './salesforce/rehearsal.ts'
export type { Refusal, RehearsedStep, Rehearsals } from './salesforce/rehearsal.ts'
export type {
  ApiAllowance,
  FieldDescription,
  ObjectDescription,
  PicklistValue,
  Salesforce,
  SalesforceRecord,
  SaveResult,
  WriteOptions,
} from './salesforce/salesforce.ts'
export { shorten } from './shorten.ts'
export { runStageService, stageServiceConfig } from './stage-service.ts'
export type { StageLife } from './stage-service.ts'
export { counterOf, gaugeOf, histogramOf } from './telemetry/instruments.ts'
export type { CounterOf, HistogramOf } from './telemetry/instruments.ts'
export { metricCatalogue, prometheusName, prometheusText } from './telemetry/metric-catalogue.ts'
export type { MetricName } from './telemetry/metric-catalogue.ts'
export { beginSend } from './kafka/send-span.ts'
export {
  beneficiaries,
  onBehalfOf,
  onBehalfOfConversation,
  step,
  stepForEach,
} from './telemetry/tracing/on-behalf-of.ts'
export { conversationAttribute, withConversation } from './telemetry/tracing/conversation.ts'
export { contextOfHeaders, traceparentOf } from './telemetry/tracing/propagation.ts'
export { tracer } from './telemetry/tracing/tracer.ts'
export { openMetrics } from './telemetry/metrics.ts'
export type { Meter, Metrics } from './telemetry/metrics.ts'
export { observeGenesysAllowance } from './telemetry/genesys-metrics.ts'
export { observeAllowance, salesforceRequestCounter } from './telemetry/salesforce-metrics.ts'
