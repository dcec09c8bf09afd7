/**
 * The stage on the org that a configuration names, for the process that runs it and for what shows what it makes of a call.
 */
import { observeAllowance, openSalesforce, salesforceRequestCounter } from '@calltrail/runtime'
import type { Config, Stage, StageLife } from '@calltrail/runtime'
import { logMetrics } from './adapters/log-metrics.ts'
import { salesforceActivityLog } from './adapters/salesforce-activity-log.ts'
import { salesforceUserDirectory } from './adapters/salesforce-user-directory.ts'
import { sinkStage } from './app.ts'
import type { sinkConfig } from './config.ts'
import { readMappingFile, readOwnersFile } from './files.ts'

/** @param now epoch milliseconds */
export function openSink(
  config: Config<typeof sinkConfig>,
  { log, own, circuits, metrics }: Pick<StageLife, 'log' | 'own' | 'circuits' | 'metrics'>,
  now: () => number = Date.now,
): Stage<'calls.enriched.v1', 'calls.logged.v1'> {
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
    now,
  })
}
