import { PipelineError } from '@calltrail/runtime'
import type { Salesforce } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'
import { fitMapping } from '../mapping/index.ts'
import type { FittedMapping, Mapping, OrgDescription, TaskStatus } from '../mapping/index.ts'
import type { Warnings } from '../ports/warnings.ts'

/** The org as Calltrail found it, and the mapping as that org takes it. */
export interface FittedOrg extends OrgDescription {
  readonly mapping: FittedMapping
}

export interface SalesforceOrg {
  /**
   * Looked at when it is first asked for, and again now and then in the background: an administrator's changes count without a restart.
   * @throws {PipelineError} SALESFORCE_ORG_INCOMPLETE when nothing can be logged there, or that Salesforce cannot be asked
   */
  current(): Promise<FittedOrg>
  /**
   * Does what depends on how the org looked. When Salesforce then does not know a field, the org has changed: it is looked at again, and
   * the work is done once more.
   */
  with<Value>(work: (org: FittedOrg) => Promise<Value>): Promise<Value>
  /** The org as it looks now; undefined when it was looked at again just before. */
  changedSince(seen: FittedOrg): Promise<FittedOrg | undefined>
}

const lookAgainAfterMs = 3_600_000
/** An org that goes on not to know a field must not be looked at for every call. */
const shortestIntervalMs = 60_000

/** @param clock in milliseconds since some beginning that is not 0 */
export function salesforceOrg(
  salesforce: Salesforce,
  mapping: Mapping,
  log: Warnings,
  clock: { now(): number } = performance,
): SalesforceOrg {
  const told = new Set<string>()
  let lookedAgainAt = Number.NEGATIVE_INFINITY
  let lookingAgain: Promise<FittedOrg> | undefined
  const org = new LRUCache<'org', FittedOrg>({
    max: 1,
    ttl: lookAgainAfterMs,
    ttlResolution: 0,
    perf: clock,
    allowStale: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: () => look(),
  })

  return { current, with: withOrg, changedSince }

  async function current(): Promise<FittedOrg> {
    return org.forceFetch('org')
  }

  async function withOrg<Value>(work: (org: FittedOrg) => Promise<Value>): Promise<Value> {
    const seen = await current()
    try {
      return await work(seen)
    } catch (error) {
      if (!(error instanceof PipelineError && error.code === 'SALESFORCE_ORG_INCOMPLETE')) throw error
      const changed = await changedSince(seen)
      if (changed === undefined) throw error
      return work(changed)
    }
  }

  async function changedSince(seen: FittedOrg): Promise<FittedOrg | undefined> {
    // Several partitions meet a change at once.
    const known = await (lookingAgain ?? current())
    if (known !== seen) return known
    if (clock.now() - lookedAgainAt < shortestIntervalMs) return undefined
    lookingAgain ??= lookAgain()
    return lookingAgain
  }

  async function lookAgain(): Promise<FittedOrg> {
    try {
      const seen = await org.forceFetch('org', { forceRefresh: true, allowStale: false })
      lookedAgainAt = clock.now()
      return seen
    } finally {
      lookingAgain = undefined
    }
  }

  async function look(): Promise<FittedOrg> {
    const described = await describeOrg(salesforce, log)
    const fitted = fitMapping(mapping, described)
    const blocking = fitted.findings.filter((finding) => finding.blocking)
    if (blocking.length > 0) {
      throw new PipelineError('SALESFORCE_ORG_INCOMPLETE', blocking.map(({ message }) => message).join(' '))
    }
    for (const { object, field, problem, message } of fitted.findings) {
      if (told.has(message)) continue
      told.add(message)
      log.warn({ object, field, problem }, message)
    }
    return { ...described, mapping: fitted }
  }
}

/** What of the org a mapping is fitted to. @param log told when it cannot be seen whole */
export async function describeOrg(salesforce: Salesforce, log: Warnings): Promise<OrgDescription> {
  const [task, contact, taskStatuses] = await Promise.all([
    salesforce.describe('Task'),
    salesforce.describe('Contact'),
    statusesOfTasks(salesforce, log),
  ])
  return { task, contact, taskStatuses }
}

interface TaskStatusRow {
  readonly ApiName: string
  readonly IsClosed: boolean
  readonly IsDefault: boolean
}

/** Without them the mapping’s own status is taken as it is. */
async function statusesOfTasks(salesforce: Salesforce, log: Warnings): Promise<readonly TaskStatus[]> {
  try {
    const rows = await salesforce.query<TaskStatusRow>('SELECT ApiName, IsClosed, IsDefault FROM TaskStatus')
    return rows.map(({ ApiName, IsClosed, IsDefault }) => ({
      value: ApiName,
      isClosed: IsClosed,
      isDefault: IsDefault,
    }))
  } catch (error) {
    if (!(error instanceof PipelineError) || error.disposition === 'outage') throw error
    log.warn({ err: error }, 'the org’s Task statuses cannot be read: which of them are closed is not known')
    return []
  }
}
