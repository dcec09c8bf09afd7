/** Nothing overtaken. Pure. */
import type { ContactRow, EnrichedRecord, EventFile, Finding } from './books.ts'

/**
 * A revision is sent after the version before was accepted, so it follows it; unless that one was held up. Even then the events tell
 * which of them is newer.
 */
export function revisionOrder({ eventId, enriched, mayBeOvertaken }: EventFile): Finding[] {
  const find = (detail: string): Finding[] => [{ breach: 'out of order', about: eventId, detail }]
  const revisions = enriched.map(({ revision }) => revision)
  if (!mayBeOvertaken && !isAscending(revisions)) return find(`revisions came as ${revisions.join(', ')}`)
  const told = enriched.toSorted((one, other) => one.revision - other.revision)
  if (isAscending(told.map(({ toldOrder }) => toldOrder))) return []
  return find('an older revision says of itself that it is the newer one')
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= numbers[index - 1]!)
}

/** The Task has the newest revision, whatever was held up; of those that were dead-lettered it may have one or not. */
export function newestTask({ eventId, enriched, deadLetters, tasks }: EventFile): Finding[] {
  const [task] = tasks
  const givenUp = new Set(deadLetters.map(({ receivedAt }) => receivedAt))
  const newest = Math.max(
    ...enriched.filter(({ receivedAt }) => !givenUp.has(receivedAt)).map(({ revision }) => revision),
  )
  if (!task || enriched.length === 0 || task.revision >= newest) return []
  const detail = `its Task has revision ${task.revision}, and the newest is ${newest}`
  return [{ breach: 'out of order', about: eventId, detail }]
}

/** A key has one partition. */
export function partitions(enriched: readonly EnrichedRecord[]): Finding[] {
  const partitionOf = new Map<string, number>()
  return enriched.flatMap(({ eventId, key, partition }): Finding[] => {
    if (key === null) return []
    const known = partitionOf.get(key) ?? partition
    partitionOf.set(key, known)
    if (known === partition) return []
    const detail = `its key stands in partitions ${known} and ${partition}`
    return [{ breach: 'out of order', about: eventId, detail }]
  })
}

const wholeSecond = (epochMs: number) => Math.floor(epochMs / 1_000) * 1_000

/** A contact's last call is the newest of those that were logged; or one newer whose logging failed half-way. */
export function lastCalls(events: readonly EventFile[], contacts: readonly ContactRow[]): Finding[] {
  const rows = new Map(contacts.map((contact) => [contact.id, contact]))
  const ofContact = Map.groupBy(
    events.filter(({ deliveries }) => deliveries[0]?.contactId != null),
    ({ deliveries }) => deliveries[0]!.contactId!,
  )
  return [...ofContact].flatMap(([contactId, calls]): Finding[] => {
    const written = calls.filter(({ logged }) =>
      logged.some(({ result, contactError }) => result !== 'SKIPPED' && contactError === null),
    )
    const newest = Math.max(0, ...written.map(({ deliveries }) => wholeSecond(deliveries[0]!.endedAt)))
    if (newest === 0) return []
    const { lastCallAt = 0, lastCallSeconds } = rows.get(contactId) ?? { lastCallSeconds: null }
    const told = calls.find(({ deliveries }) => wholeSecond(deliveries[0]!.endedAt) === lastCallAt)
    const find = (detail: string): Finding[] => [{ breach: 'out of order', about: contactId, detail }]
    if (lastCallAt < newest) return find(`its last call is ${newest - lastCallAt} ms too old`)
    if (!told) return find('its last call is none of those sent')
    const expected = told.deliveries[0]!.durationSeconds
    if (lastCallSeconds === expected) return []
    return find(`its last call took ${expected} s, and it says ${lastCallSeconds} s`)
  })
}
