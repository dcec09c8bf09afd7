import { openSalesforce, runStageService } from '@calltrail/runtime'
import { salesforceActivityLog } from './adapters/salesforce-activity-log.ts'
import { sinkStage } from './app.ts'
import { sinkConfig } from './config.ts'

await runStageService('sink', sinkConfig, process.env, (config, { own }) =>
  sinkStage({
    unknownCallers: { policy: config.unknownCaller, accountId: config.unknownCallerAccountId },
    log: salesforceActivityLog(own(openSalesforce(config))),
    timeZone: config.salesforceTimeZone,
    now: Date.now,
  }),
)
