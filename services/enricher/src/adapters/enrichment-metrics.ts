import { counterOf } from '@calltrail/runtime'
import type { Meter } from '@calltrail/runtime'
import type { CallEnriched } from '@calltrail/schemas'

/** Counts how contacts and recordings of calls were found. */
export function enrichmentMetrics(meter: Meter): (calls: readonly CallEnriched[]) => void {
  const matches = counterOf(meter, 'calltrail_contact_matches')
  const recordings = counterOf(meter, 'calltrail_recordings')
  return (calls) => {
    for (const { contactMatch, recordingStatus } of calls) {
      matches.add(1, { match: contactMatch })
      recordings.add(1, { status: recordingStatus })
    }
  }
}
