/**
 * For tests: the sink in front of a simulated org.
 */
import { inOrder } from '@calltrail/runtime/testing'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { salesforceActivityLog } from '../adapters/salesforce-activity-log.ts'
import { salesforceUserDirectory } from '../adapters/salesforce-user-directory.ts'
import { sinkStage } from '../app.ts'
import type { SinkDependencies } from '../app.ts'
import { readMapping } from '../mapping/index.ts'
import { noFilters, noOwners } from './calls.ts'
import type { SimulatedOrg } from './simulated-org.ts'

/** A contact of the sample org. */
export interface SampleContact {
  readonly Id: string
  readonly LastName: string
  readonly AccountId?: string
}

/** A call of a contact of the sample org. */
export function callOf(
  { Id, LastName, AccountId }: SampleContact,
  changes: Partial<CallEnriched> = {},
): CallEnriched {
  const accountId = AccountId ?? null
  const contact = { id: Id, name: LastName, accountId, email: null, isPersonAccount: false }
  return enrichedCall({ contact, accountId, ...changes })
}

/** A process that runs the sink, with its own memory. */
export function sinkIn(
  { salesforce }: SimulatedOrg,
  { mapping, ...options }: Partial<SinkDependencies> & { readonly mapping?: object } = {},
) {
  const warnings: { readonly fields: object; readonly message: string }[] = []
  const log = { warn: (fields: object, message: string) => void warnings.push({ fields, message }) }
  const owners = options.owners ?? noOwners
  const stage = sinkStage({
    log: salesforceActivityLog(salesforce, {
      mapping: readMapping(mapping && JSON.stringify(mapping)),
      defaultOwnerId: owners.defaultOwnerId,
      strangersAccountId: null,
      log,
    }),
    users: salesforceUserDirectory(salesforce, log),
    filters: noFilters,
    unknownCallers: { policy: 'skip', accountId: null },
    timeZone: 'UTC',
    now: Date.now,
    ...options,
    owners,
  })
  const process = (calls: readonly CallEnriched[], context = inOrder) => stage.process(calls, context)

  return {
    warnings,
    /** One outcome per call. */
    process,
    /** What became of each call; every one must come to its end. */
    async logged(calls: readonly CallEnriched[], context = inOrder): Promise<CallLogged[]> {
      return (await process(calls, context)).map((outcome) => {
        if (outcome.kind === 'emit') return outcome.event
        const reason = 'error' in outcome ? `: ${outcome.error.code} ${outcome.error.message}` : ''
        throw new Error(`the outcome is ${outcome.kind}${reason}`)
      })
    },
  }
}
