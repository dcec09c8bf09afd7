import type { Stage } from '@calltrail/runtime'
import { enricherTopics } from '@calltrail/schemas'
import type { CountryCode } from './domain/customer-number.ts'
import { enrich, lookupFor, matchContact } from './domain/enrich.ts'
import type { ContactDirectory } from './ports/contact-directory.ts'
import type { RecordingLibrary } from './ports/recording-library.ts'

export interface EnricherDependencies {
  readonly contacts: ContactDirectory
  readonly recordings: RecordingLibrary
  readonly defaultRegion: CountryCode
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Adds to each ended call the customer's number, the contact and the recording. */
export function enricherStage({
  contacts,
  recordings,
  defaultRegion,
  now,
}: EnricherDependencies): Stage<'calls.ended.v1', 'calls.enriched.v1'> {
  const locate = async (recordingId: string | null) =>
    recordingId === null ? null : recordings.locate(recordingId)

  return {
    topics: enricherTopics,
    async process(calls) {
      const lookups = calls.map((call) => lookupFor(call, defaultRegion))
      const [byId, byPhone, located] = await Promise.all([
        contacts.byId(new Set(lookups.flatMap(({ contactId }) => contactId ?? []))),
        contacts.byPhone(new Set(lookups.flatMap(({ customerPhone }) => customerPhone ?? []))),
        Promise.all(calls.map(({ recordingId }) => locate(recordingId))),
      ])
      const enrichedAt = now()
      return calls.map((call, index) => {
        const lookup = lookups[index]!
        const match = matchContact(call, lookup, { byId, byPhone })
        return { kind: 'emit', event: enrich(call, lookup, match, located[index]!, enrichedAt) }
      })
    },
  }
}
