import type { CallEnriched } from '@calltrail/schemas'

/** Of several revisions of an event the newest; of several copies of that the last. */
export function newestPerEvent<Write extends { readonly call: CallEnriched }>(
  writes: readonly Write[],
): ReadonlyMap<string, Write> {
  const newest = new Map<string, Write>()
  for (const write of writes) {
    const known = newest.get(write.call.eventId)
    if (!known || known.call.revision <= write.call.revision) newest.set(write.call.eventId, write)
  }
  return newest
}

/** Whether the Task holds a newer revision of the call already. */
export function isSuperseded(call: CallEnriched, stored: ReadonlyMap<string, number>): boolean {
  return (stored.get(call.eventId) ?? 0) > call.revision
}
