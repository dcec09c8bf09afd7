import {
  observeAllowance,
  openSalesforce,
  runStageService,
  salesforceRequestCounter,
} from '@calltrail/runtime'
import { logMetrics } from './adapters/log-metrics.ts'
import { salesforceActivityLog } from './adapters/salesforce-activity-log.ts'
import { salesforceUserDirectory } from './adapters/salesforce-user-directory.ts'
import { sinkStage } from './app.ts'
import { sinkConfig } from './config.ts'
import { readMappingFile, readOwnersFile } from './files.ts'

await runStageService('sink', sinkConfig, process.env, (config, { own, circuits, log, metrics }) => {
  const mapping = readMappingFile(config.fieldMappingPath)
  const owners = {
    by: config.ownerBy,
    mapping: readOwnersFile(config.ownerMappingPath),
    defaultOwnerId: config.defaultOwnerId,
  }
  const salesforce = own(
    openSalesforce(config, circuits.of('salesforce'), salesforceRequestCounter(metrics.meter)),
  )
  observeAllowance(metrics.meter, salesforce)
  return sinkStage({
    log: salesforceActivityLog(salesforce, {
      mapping,
      defaultOwnerId: owners.defaultOwnerId,
      strangersAccountId: config.unknownCallerAccountId,
      log,
    }),
    users: salesforceUserDirectory(salesforce, log),
    filters: config,
    unknownCallers: { policy: config.unknownCaller, accountId: config.unknownCallerAccountId },
    owners,
    timeZone: config.salesforceTimeZone,
    onLogged: logMetrics(metrics.meter),
    now: Date.now,
  })
})
