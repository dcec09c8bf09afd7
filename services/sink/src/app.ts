import { failed, stepForEach } from '@calltrail/runtime'
import type { Outcome, SaveResult, Stage } from '@calltrail/runtime'
import { sinkTopics } from '@calltrail/schemas'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import type { Attributes, Context } from '@opentelemetry/api'
import { filterReason } from './domain/filters.ts'
import type { CallFilters } from './domain/filters.ts'
import { isOnContact, latestPerContact } from './domain/last-call.ts'
import { logged, skipped } from './domain/outcome.ts'
import type { TaskResult } from './domain/outcome.ts'
import { addressToLookUp, ownerOf } from './domain/owner.ts'
import type { OwnerPolicy } from './domain/owner.ts'
import { isSuperseded, newestPerEvent } from './domain/revisions.ts'
import { targetOf } from './domain/target.ts'
import type { Target, UnknownCallers } from './domain/target.ts'
import type { LoggedCall } from './domain/task.ts'
import type { ActivityLog } from './ports/activity-log.ts'
import type { UserDirectory } from './ports/user-directory.ts'
import { RevisionsUnderWay } from './revisions-under-way.ts'
import type { RevisionsBegun } from './revisions-under-way.ts'

export interface SinkDependencies {
  readonly log: ActivityLog
  readonly users: UserDirectory
  readonly filters: CallFilters
  readonly unknownCallers: UnknownCallers
  readonly owners: OwnerPolicy
  /** The org's time zone, such as Europe/Berlin. */
  readonly timeZone: string
  /** Told of calls whose outcome has been published. */
  readonly onLogged?: (calls: readonly CallLogged[]) => void
  /** Epoch milliseconds. */
  readonly now: () => number
}

/**
 * Writes each enriched call to Salesforce and says what became of it. What does not depend on each other is asked at once, so that the
 * requests of all partitions can be gathered.
 */
export function sinkStage(dependencies: SinkDependencies): Stage<'calls.enriched.v1', 'calls.logged.v1'> {
  const { log, users, filters, unknownCallers, owners, timeZone, onLogged, now } = dependencies
  const underWay = new RevisionsUnderWay()

  return {
    topics: sinkTopics,
    told: ({ result, taskId, contactId, skipReason, taskError, contactError }) =>
      withoutNulls({ result, taskId, contactId, skipReason, taskError, contactError }),
    ...(onLogged && { onCommitted: onLogged }),
    async process(calls, { isLate, assertOwned, contextOf }) {
      const wanted = calls.filter((call) => filterReason(call, filters) === null)
      const [stored, usersByEmail] = await Promise.all([
        // The others come in order.
        log.storedRevisions(wanted.filter(isLate).map(({ eventId }) => eventId)),
        users.usersByEmail(distinct(wanted.flatMap((call) => addressToLookUp(call, owners) ?? []))),
      ])
      const targets = calls.map((call) => targetFor(call, stored))
      const phones = distinct(targets.flatMap((target) => (target.kind === 'stranger' ? [target.phone] : [])))
      const strangers = await resultsByKey(phones, log.contactsForStrangers(phones, assertOwned))
      const plans = calls.map((call, index) => {
        const ownerId = ownerOf(call, owners, usersByEmail)
        return planOf({ call, ownerId, timeZone }, targets[index]!, strangers, now())
      })

      // One event may stand in a batch several times, but only once in a request.
      const newest = newestPerEvent(plans.flatMap((plan) => ('write' in plan ? [plan.write] : [])))
      const { overtaken, end } = await underWay.begin([...newest.values()].map(({ call }) => call))
      const writes = [...newest.values()].filter(({ call }) => !overtaken.has(call.eventId))
      const onContacts = writes.filter(isOnContact)
      const [tasks, areNews] = await Promise.all([
        writeTasks(writes, assertOwned, end, contextOf),
        log.areNews(onContacts),
      ])
      const news = onContacts.filter(({ call }, index) => areNews[index] && tasks.get(call.eventId)!.success)
      const latest = latestPerContact(news)
      const contacts = await resultsByKey(
        latest.map(({ contactId }) => contactId),
        stepForEach(
          {
            name: 'write last call',
            items: latest,
            contextOf: ({ call }) => contextOf(call),
            outcome: (saved) => (saved?.success === false ? saved.error : {}),
          },
          () => log.writeLastCalls(latest, assertOwned),
        ),
      )

      const toldTheirContact = new Set(news.map(({ call }) => call.eventId))
      const loggedAt = now()
      return plans.map((plan) => {
        if ('outcome' in plan) return plan.outcome
        const { call, contactId } = plan.write
        if (overtaken.has(call.eventId)) return skipped(call, 'SUPERSEDED', loggedAt)
        const contact =
          contactId !== null && toldTheirContact.has(call.eventId) ? contacts.get(contactId) : null
        return logged(plan.write, tasks.get(call.eventId)!, contact ?? null, loggedAt)
      })
    },
  }

  async function writeTasks(
    writes: readonly LoggedCall[],
    assertOwned: () => void,
    end: RevisionsBegun['end'],
    contextOf: (call: CallEnriched) => Context,
  ): Promise<ReadonlyMap<string, TaskResult>> {
    let tasks: ReadonlyMap<string, TaskResult> = new Map()
    try {
      const eventIds = writes.map(({ call }) => call.eventId)
      tasks = await resultsByKey(
        eventIds,
        stepForEach(
          {
            name: 'write task',
            items: writes,
            contextOf: ({ call }) => contextOf(call),
            outcome: (task) => (task.success ? toldOfTask(task) : task.error),
          },
          () => log.writeTasks(writes, assertOwned),
        ),
      )
      return tasks
    } finally {
      end((eventId) => tasks.get(eventId)?.success === true)
    }
  }

  function targetFor(call: CallEnriched, stored: ReadonlyMap<string, number>): Target {
    const reason = filterReason(call, filters)
    if (reason !== null) return { kind: 'nobody', reason }
    if (isSuperseded(call, stored)) return { kind: 'nobody', reason: 'SUPERSEDED' }
    return targetOf(call, unknownCallers)
  }
}

/** A call that is to be written, or one that is done with already. */
type Plan = { readonly write: LoggedCall } | { readonly outcome: Outcome<CallLogged> }

function planOf(
  base: Pick<LoggedCall, 'call' | 'ownerId' | 'timeZone'>,
  target: Target,
  strangers: ReadonlyMap<string, SaveResult>,
  now: number,
): Plan {
  const onNobody = { ...base, contactId: null, leadId: null, accountId: null }
  switch (target.kind) {
    case 'contact':
    case 'lead':
    case 'account':
    case 'colleague': {
      const { kind: _, ...whom } = target
      return { write: { ...onNobody, ...whom } }
    }
    case 'stranger': {
      const contact = strangers.get(target.phone)!
      if (!contact.success) return { outcome: failed(contact.error) }
      return { write: { ...onNobody, name: target.phone, contactId: contact.id } }
    }
    case 'nobody':
      return { outcome: skipped(base.call, target.reason, now) }
  }
}

function toldOfTask({ id, created, notUpdated, omittedFields }: TaskResult & { success: true }): Attributes {
  return withoutNulls({
    'calltrail.task.id': id,
    'calltrail.task.result': created ? 'created' : 'updated',
    'calltrail.task.omitted_fields': omittedFields.length > 0 ? [...omittedFields] : null,
    'calltrail.task.error': notUpdated?.code ?? null,
  })
}

function withoutNulls(fields: Readonly<Record<string, string | string[] | null>>): Attributes {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

async function resultsByKey<Result>(
  keys: readonly string[],
  results: Promise<readonly Result[]>,
): Promise<Map<string, Result>> {
  const settled = await results
  return new Map(keys.map((key, index) => [key, settled[index]!]))
}
