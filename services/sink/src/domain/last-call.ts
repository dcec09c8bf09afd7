import type { LastCall } from '../ports/activity-log.ts'

/** The latest call of each contact. */
export function latestPerContact(calls: readonly LastCall[]): LastCall[] {
  const latest = new Map<string, LastCall>()
  for (const call of calls) {
    const known = latest.get(call.contactId)
    if (!known || known.endedAt <= call.endedAt) latest.set(call.contactId, call)
  }
  return [...latest.values()]
}
