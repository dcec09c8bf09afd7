import {
  genesysAppsUrl,
  observeAllowance,
  observeGenesysAllowance,
  openGenesys,
  openSalesforce,
  runStageService,
  salesforceRequestCounter,
} from '@calltrail/runtime'
import { enrichmentMetrics } from './adapters/enrichment-metrics.ts'
import { genesysAgentDirectory } from './adapters/genesys-agent-directory.ts'
import { genesysConversationLibrary } from './adapters/genesys-conversation-library.ts'
import { genesysRecordingLibrary } from './adapters/genesys-recording-library.ts'
import { salesforceContactDirectory } from './adapters/salesforce-contact-directory.ts'
import { enricherStage } from './app.ts'
import { enricherConfig, genesysPatienceMs, maskOf } from './config.ts'

await runStageService('enricher', enricherConfig, process.env, (config, { log, own, circuits, metrics }) => {
  const salesforce = own(
    openSalesforce(config, circuits.of('salesforce'), salesforceRequestCounter(metrics.meter)),
  )
  observeAllowance(metrics.meter, salesforce)
  const genesys = own(openGenesys(config, circuits.of('genesys')))
  observeGenesysAllowance(metrics.meter, genesys)
  const asksForConversations = config.conversationDetails === 'when-missing'
  return enricherStage({
    contacts: salesforceContactDirectory(salesforce, config, Date.now, log),
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
    now: Date.now,
  })
})
