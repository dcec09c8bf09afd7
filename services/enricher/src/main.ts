import { openGenesys, openSalesforce, runStageService } from '@calltrail/runtime'
import { genesysRecordingLibrary } from './adapters/genesys-recording-library.ts'
import { salesforceContactDirectory } from './adapters/salesforce-contact-directory.ts'
import { enricherStage } from './app.ts'
import { enricherConfig } from './config.ts'

await runStageService('enricher', enricherConfig, process.env, (config, { log, own, circuits }) => {
  const salesforce = own(openSalesforce(config, circuits.of('salesforce')))
  const genesys = own(openGenesys(config, circuits.of('genesys')))
  return enricherStage({
    contacts: salesforceContactDirectory(salesforce, config.defaultRegion),
    recordings: genesysRecordingLibrary(genesys, config.recordingTimeoutMs, log),
    defaultRegion: config.defaultRegion,
    copies: { windowMs: config.dedupeWindowSeconds * 1_000, maxEvents: config.dedupeMaxEvents },
    now: Date.now,
  })
})
