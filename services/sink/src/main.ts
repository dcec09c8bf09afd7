import { openSalesforce, runStageService } from '@calltrail/runtime'
import { salesforceActivityLog } from './adapters/salesforce-activity-log.ts'
import { sinkStage } from './app.ts'
import { sinkConfig } from './config.ts'

await runStageService('sink', sinkConfig, process.env, (config, { own, circuits }) =>
  sinkStage({
    unknownCallers: { policy: config.unknownCaller, accountId: config.unknownCallerAccountId },
    log: salesforceActivityLog(own(openSalesforce(config, circuits.of('salesforce')))),
    timeZone: config.salesforceTimeZone,
    now: Date.now,
  }),
)
