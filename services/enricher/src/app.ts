import type { Stage } from '@calltrail/runtime'
import { contentFingerprint, enricherTopics } from '@calltrail/schemas'
import type { CountryCode } from './domain/customer-number.ts'
import { enrich, lookupFor, matchContact } from './domain/enrich.ts'
import type { FoundContacts, Lookup } from './domain/enrich.ts'
import type { Recording } from './domain/recording.ts'
import type { ContactDirectory } from './ports/contact-directory.ts'
import type { RecordingLibrary } from './ports/recording-library.ts'

export interface EnricherDependencies {
  readonly contacts: ContactDirectory
  readonly recordings: RecordingLibrary
  readonly defaultRegion: CountryCode
  /** How long, and among how many events of a partition, a copy of a call is recognised. */
  readonly copies: { readonly windowMs: number; readonly maxEvents: number }
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Adds to each ended call the customer's number, the contact and the recording. */
export function enricherStage({
  contacts,
  recordings,
  defaultRegion,
  copies,
  now,
}: EnricherDependencies): Stage<'calls.ended.v1', 'calls.enriched.v1'> {
  return {
    topics: enricherTopics,
    copies: { ...copies, fingerprint: contentFingerprint },
    async process(calls) {
      const lookups = calls.map((call) => lookupFor(call, defaultRegion))
      const found = await findContacts(contacts, lookups)
      // After the contacts: a batch that must wait for Salesforce is read again and again, and each recording asked for is a request
      // of the few that Genesys allows.
      const located = await locateAll(
        recordings,
        calls.flatMap(({ recordingId }) => recordingId ?? []),
      )
      const enrichedAt = now()
      return calls.map((call, index) => {
        const lookup = lookups[index]!
        const match = matchContact(call, lookup, found)
        const recording = call.recordingId === null ? null : located.get(call.recordingId)!
        return { kind: 'emit', event: enrich(call, lookup, match, recording, enrichedAt) }
      })
    },
  }
}

/** Numbers are looked up for calls only whose contact is not known by its id. */
async function findContacts(contacts: ContactDirectory, lookups: readonly Lookup[]): Promise<FoundContacts> {
  const byId = await contacts.byId(new Set(lookups.flatMap(({ contactId }) => contactId ?? [])))
  const unnamed = lookups.filter(({ contactId }) => contactId === null || !byId.has(contactId))
  const byPhone = await contacts.byPhone(new Set(unnamed.flatMap(({ customerPhone }) => customerPhone ?? [])))
  return { byId, byPhone }
}

/** A webhook that came several times names one recording several times. */
async function locateAll(
  recordings: RecordingLibrary,
  recordingIds: readonly string[],
): Promise<ReadonlyMap<string, Recording>> {
  const ids = [...new Set(recordingIds)]
  return new Map(await Promise.all(ids.map(async (id) => [id, await recordings.locate(id)] as const)))
}
