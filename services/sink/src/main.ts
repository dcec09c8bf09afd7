import { runStageService } from '@calltrail/runtime'
import { sinkConfig } from './config.ts'
import { openSink } from './stage.ts'

await runStageService('sink', sinkConfig, process.env, openSink)
