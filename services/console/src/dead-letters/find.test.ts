import { describe, expect, it } from 'vitest'
import { handleOf } from '../domain/place.ts'
import { resolutionOf } from '../domain/resolution.ts'
import { deadLetterRecord, openDeadLetter } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import { findDeadLetters, whyNotFound } from './find.ts'

const signal = new AbortController().signal
const again = deadLetterRecord(14, { headers: { ce_id: 'conversation-11:agent-1' } })
const records = [deadLetterRecord(11), deadLetterRecord(12), again]
const resolved = resolutionOf(openDeadLetter(11).deadLetter, { kind: 'replayed', at: 0, by: 'ann' })
const { archive } = fakeDesk(records, { resolutions: [resolved] })

const find = async (name: string) =>
  (await findDeadLetters(archive, name, signal)).map(({ record, resolution }) => [
    handleOf(record.place),
    resolution?.kind ?? 'open',
  ])

describe('a dead letter', () => {
  it('is found by its handle, and by its event id', async () => {
    expect(await find('enricher-0-12')).toEqual([['enricher-0-12', 'open']])
    expect(await find('conversation-12:agent-1')).toEqual([['enricher-0-12', 'open']])
  })

  it('is found after it was replayed too, with what was said of it', async () => {
    expect(await find('enricher-0-11')).toEqual([['enricher-0-11', 'replayed']])
  })

  it('that failed again after its replay is two', async () => {
    expect(await find('conversation-11:agent-1')).toEqual([
      ['enricher-0-11', 'replayed'],
      ['enricher-0-14', 'open'],
    ])
  })

  it('is open when what was said is about the record that had its place before it', async () => {
    const before = { ...resolved, value: { ...resolved.value, deadLetterTimestamp: 1 } }
    const desk = fakeDesk(records, { resolutions: [before] })
    expect(await findDeadLetters(desk.archive, 'enricher-0-11', signal)).toMatchObject([
      { resolution: undefined },
    ])
  })

  it('of that name is not found', async () => {
    expect(await find('enricher-0-13')).toEqual([])
    expect(await find('nobody')).toEqual([])
  })
})

describe('that nothing was found', () => {
  it.each([
    ['nobody', "No dead letter has the event id nobody. 'dead-letters list --each' shows"],
    ['enricher-7-1', 'No dead letter has the handle enricher-7-1: its topic has no such partition.'],
    ['enricher-0-10', 'its partition begins at 11 by now, and older ones were removed by Kafka.'],
    ['enricher-0-15', 'its partition ends before 15.'],
    ['enricher-0-13', 'at that place lies a mark of a transaction.'],
  ])('under %s is explained', async (name, words) => {
    expect(await whyNotFound(archive, name)).toContain(words)
  })

  it('in an empty partition is explained', async () => {
    const spans = async () => [{ stage: 'sink', partition: 0, from: 4, end: 4 } as const]
    const words = 'No dead letter has the handle sink-0-3: its partition is empty.'
    expect(await whyNotFound({ ...archive, spans }, 'sink-0-3')).toBe(words)
  })
})
