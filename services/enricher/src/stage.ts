/**
 * The stage on the vendors that a configuration names, for the process that runs it and for what shows what it makes of a call.
 */
import {
  genesysAppsUrl,
  observeAllowance,
  observeGenesysAllowance,
  openGenesys,
  openSalesforce,
  salesforceRequestCounter,
} from '@calltrail/runtime'
import type { Config, Stage, StageLife } from '@calltrail/runtime'
import { enrichmentMetrics } from './adapters/enrichment-metrics.ts'
import { genesysAgentDirectory } from './adapters/genesys-agent-directory.ts'
import { genesysConversationLibrary } from './adapters/genesys-conversation-library.ts'
import { genesysRecordingLibrary } from './adapters/genesys-recording-library.ts'
import { salesforceContactDirectory } from './adapters/salesforce-contact-directory.ts'
import { enricherStage } from './app.ts'
import { genesysPatienceMs, maskOf } from './config.ts'
import type { enricherConfig } from './config.ts'

/** @param now epoch milliseconds */
export function openEnricher(
  config: Config<typeof enricherConfig> & { readonly handlerTimeoutMs: number },
  { log, own, circuits, metrics }: Pick<StageLife, 'log' | 'own' | 'circuits' | 'metrics'>,
  now: () => number = Date.now,
): Stage<'calls.ended.v1', 'calls.enriched.v1'> {
  const salesforce = own(
    openSalesforce(config, circuits.of('salesforce'), salesforceRequestCounter(metrics.meter)),
  )
  observeAllowance(metrics.meter, salesforce)
  const genesys = own(openGenesys(config, circuits.of('genesys')))
  observeGenesysAllowance(metrics.meter, genesys)
  const asksForConversations = config.conversationDetails === 'when-missing'
  return enricherStage({
    contacts: salesforceContactDirectory(salesforce, config, now, log),
    conversations: asksForConversations ? genesysConversationLibrary(genesys, log) : null,
    recordings: config.recordingLookup ? genesysRecordingLibrary(genesys, config.recordingApi, log) : null,
    agents: genesysAgentDirectory(genesys, log),
    defaultRegion: config.defaultRegion,
    ownNumbers: config.ownNumbers,
    transfers: config.transfers,
    genesysAppsUrl: genesysAppsUrl(config),
    patienceMs: genesysPatienceMs(config),
    followUpDelaysMs: config.followUpDelaysMs,
    copies: { windowMs: config.dedupeWindowSeconds * 1_000, maxEvents: config.dedupeMaxEvents },
    mask: maskOf(config),
    onEnriched: enrichmentMetrics(metrics.meter),
    now,
  })
}
