import { runStageService } from '@calltrail/runtime'
import { enricherConfig } from './config.ts'
import { openEnricher } from './stage.ts'

await runStageService('enricher', enricherConfig, process.env, openEnricher)
