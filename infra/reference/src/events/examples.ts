/**
 * The examples of each event: what some of the sample calls really become.
 */
import type { PublicEventName } from './public-events.ts'
import { sampleRecords } from './sample-records.ts'
import type { SampleRecord } from './sample-records.ts'

export interface Example {
  readonly name: string
  readonly summary: string
  readonly record: SampleRecord
}

/** Of each call, what is said of its records, one look after the other. */
const shown: readonly {
  readonly sample: string
  readonly looks: readonly [name: string, summary: string][]
}[] = [
  {
    sample: '01-inbound-as-documented',
    looks: [
      ['a-contact-calls', 'A contact calls, and is found by the number.'],
      ['a-minute-later', 'The same call a minute later: the agent’s wrap-up is known.'],
    ],
  },
  { sample: '08-unknown-caller', looks: [['an-unknown-number', 'Nobody in Salesforce has the number.']] },
  { sample: '09-withheld-anonymous', looks: [['a-withheld-number', 'The caller withheld the number.']] },
]

/** @throws when the samples do not become what is said of them here */
export async function examplesOf(): Promise<(event: PublicEventName) => Example[]> {
  const calls = await sampleRecords(shown.map(({ sample }) => sample))
  const all = shown.flatMap(({ sample, looks }, index) => {
    const records = calls[index]!
    if (records.length !== looks.length)
      throw new Error(`${sample} has ${records.length} records, but ${looks.length} are described`)
    return looks.map(([name, summary], look) => ({ name, summary, records: records[look]! }))
  })
  return (event) => all.map(({ name, summary, records }) => ({ name, summary, record: records[event] }))
}
