/** Each call with its own contact, or with none. Pure. */
import type { EventFile, Finding } from './books.ts'

/** The enriched record and the Task are those of the call's contact, and only a call without one is not logged. */
export function filing(event: EventFile): Finding[] {
  const [call] = event.deliveries
  if (!call) return []
  return [
    ...event.enriched
      .filter(({ key }) => key !== null && key !== call.key)
      .map(({ key }) => `its enriched record has the key ${key}, and not ${call.key}`),
    ...event.logged.flatMap((outcome) => misjudged(outcome, call, event)),
    ...event.tasks
      .filter(({ whoId }) => call.contactId === null || whoId !== call.contactId)
      .map(({ whoId }) => `its Task stands on ${whoId ?? 'nobody'}, and the call is ${callOf(call)}`),
  ].map((detail): Finding => ({ breach: 'misfiled', about: event.eventId, detail }))
}

function misjudged(
  { result, skipReason, receivedAt }: EventFile['logged'][number],
  call: EventFile['deliveries'][number],
  { enriched }: EventFile,
): string[] {
  if (result === 'UNKNOWN') return ['nobody says what became of it']
  const isSkipped = result === 'SKIPPED'
  if (call.skipReason === null && isSkipped && skipReason === 'SUPERSEDED') {
    const isSuperseded = enriched.some((record) => record.receivedAt > receivedAt)
    return isSuperseded ? [] : ['it was skipped as superseded, and there is nothing newer']
  }
  if (isSkipped === (call.skipReason !== null) && skipReason === call.skipReason) return []
  const treatment = isSkipped ? `skipped as ${skipReason}` : 'logged'
  return [`it was ${treatment}, and is ${callOf(call)}`]
}

function callOf({ contactId, skipReason }: EventFile['deliveries'][number]): string {
  return contactId === null ? `an ${skipReason}` : `one of ${contactId}`
}
