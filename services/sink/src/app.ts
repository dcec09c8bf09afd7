import { failed } from '@calltrail/runtime'
import type { Outcome, SaveResult, Stage } from '@calltrail/runtime'
import { sinkTopics } from '@calltrail/schemas'
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import { latestPerContact } from './domain/last-call.ts'
import { logged, skipped } from './domain/outcome.ts'
import { isSuperseded, newestPerEvent } from './domain/revisions.ts'
import { targetOf } from './domain/target.ts'
import type { Target, UnknownCallers } from './domain/target.ts'
import { taskOf } from './domain/task.ts'
import type { LoggedCall } from './domain/task.ts'
import type { ActivityLog } from './ports/activity-log.ts'

export interface SinkDependencies {
  readonly log: ActivityLog
  readonly unknownCallers: UnknownCallers
  /** The org's time zone, such as Europe/Berlin. */
  readonly timeZone: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Writes each enriched call to Salesforce and says what became of it. */
export function sinkStage(dependencies: SinkDependencies): Stage<'calls.enriched.v1', 'calls.logged.v1'> {
  const { log, unknownCallers, timeZone, now } = dependencies

  return {
    topics: sinkTopics,
    async process(calls, { isLate, assertOwned }) {
      // The others come in order.
      const stored = await log.storedRevisions(calls.filter(isLate).map(({ eventId }) => eventId))
      const targets = calls.map((call) => targetFor(call, stored, unknownCallers))
      assertOwned()
      const strangers = await contactsForStrangers(log, targets)
      const plans = calls.map((call, index) => planOf(call, targets[index]!, strangers, timeZone, now()))

      // One event may stand in a batch several times, but only once in a request.
      assertOwned()
      const writes = newestPerEvent(plans.flatMap((plan) => ('write' in plan ? [plan.write] : [])))
      const tasks = await resultsByKey([...writes.keys()], log.writeTasks([...writes.values()].map(taskOf)))
      const lastCalls = latestPerContact([...writes.values()].filter(isOnContact(tasks)).map(lastCallOf))
      const contacts = await resultsByKey(
        lastCalls.map(({ contactId }) => contactId),
        log.writeLastCalls(lastCalls, assertOwned),
      )

      const loggedAt = now()
      return plans.map((plan) => {
        if ('outcome' in plan) return plan.outcome
        const { call, contactId } = plan.write
        const contact = contactId === null ? null : (contacts.get(contactId) ?? null)
        return logged(plan.write, tasks.get(call.eventId)!, contact, loggedAt)
      })
    },
  }
}

function targetFor(
  call: CallEnriched,
  stored: ReadonlyMap<string, number>,
  unknownCallers: UnknownCallers,
): Target {
  return isSuperseded(call, stored)
    ? { kind: 'nobody', reason: 'SUPERSEDED' }
    : targetOf(call, unknownCallers)
}

/** A call that is to be written, or one that is done with already. */
type Plan = { readonly write: LoggedCall } | { readonly outcome: Outcome<CallLogged> }

function planOf(
  call: CallEnriched,
  target: Target,
  strangers: ReadonlyMap<string, SaveResult>,
  timeZone: string,
  now: number,
): Plan {
  switch (target.kind) {
    case 'contact':
      return {
        write: {
          call,
          timeZone,
          name: target.name,
          contactId: target.contactId,
          accountId: target.accountId,
        },
      }
    case 'account':
      return { write: { call, timeZone, name: target.name, contactId: null, accountId: target.accountId } }
    case 'stranger': {
      const contact = strangers.get(target.phone)!
      if (!contact.success) return { outcome: failed(contact.error) }
      return { write: { call, timeZone, name: target.phone, contactId: contact.id, accountId: null } }
    }
    case 'nobody':
      return { outcome: skipped(call, target.reason, now) }
  }
}

function contactsForStrangers(
  log: ActivityLog,
  targets: readonly Target[],
): Promise<Map<string, SaveResult>> {
  const phones = [...new Set(targets.flatMap((target) => (target.kind === 'stranger' ? [target.phone] : [])))]
  return resultsByKey(phones, log.contactsForStrangers(phones))
}

function isOnContact(tasks: ReadonlyMap<string, SaveResult>) {
  return (write: LoggedCall): write is LoggedCall & { readonly contactId: string } =>
    write.contactId !== null && tasks.get(write.call.eventId)?.success === true
}

function lastCallOf({ call, contactId }: LoggedCall & { readonly contactId: string }) {
  return { contactId, endedAt: call.endedAt, durationSeconds: call.durationSeconds }
}

async function resultsByKey<Result>(
  keys: readonly string[],
  results: Promise<readonly Result[]>,
): Promise<Map<string, Result>> {
  const settled = await results
  return new Map(keys.map((key, index) => [key, settled[index]!]))
}
