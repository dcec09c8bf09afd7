import { expect, it } from 'vitest'
import { handleOf } from '../domain/place.ts'
import { resolutionOf } from '../domain/resolution.ts'
import type { Selection } from '../domain/selection.ts'
import { deadLetterRecord, openDeadLetter } from '../testing/dead-letters.ts'
import { fakeDesk } from '../testing/fake-desk.ts'
import type { FakeDesk } from '../testing/fake-desk.ts'
import { visitOpenDeadLetters } from './open-dead-letters.ts'

const signal = new AbortController().signal
const sinks = (offset: number) => ({ place: { stage: 'sink', partition: 2, offset } }) as const
const resolved = resolutionOf(openDeadLetter(11).deadLetter, { kind: 'resolved', at: 0, by: 'ann' })

async function visited({ archive }: FakeDesk, selection: Selection): Promise<string[]> {
  const handles: string[] = []
  const visit = ({ record }: { record: { place: Parameters<typeof handleOf>[0] } }) =>
    void handles.push(handleOf(record.place))
  await visitOpenDeadLetters(archive, selection, visit, signal)
  return handles
}

it('visits what is open of all stages, in the order of each partition', async () => {
  const records = [10, 11, 13].map((offset) => deadLetterRecord(offset))
  const desk = fakeDesk([...records, deadLetterRecord(3, sinks(3))], { resolutions: [resolved] })
  expect(await visited(desk, {})).toEqual(['enricher-0-10', 'enricher-0-13', 'sink-2-3'])
})

it('takes the last thing that was said of a dead letter', async () => {
  const elsewhere = { ...resolved, value: { ...resolved.value, deadLetterTimestamp: 1 } }
  const records = [deadLetterRecord(11)]
  expect(await visited(fakeDesk(records, { resolutions: [elsewhere, resolved] }), {})).toEqual([])
  expect(await visited(fakeDesk(records, { resolutions: [resolved, elsewhere] }), {})).toEqual([
    'enricher-0-11',
  ])
})

it('reads no stage that is not asked for, and of a handle’s partition only its record', async () => {
  const records = [deadLetterRecord(10), deadLetterRecord(11), deadLetterRecord(3, sinks(3))]
  const byStage = fakeDesk(records)
  expect(await visited(byStage, { stage: 'sink' })).toEqual(['sink-2-3'])
  expect(byStage.read).toEqual([{ stage: 'sink', partition: 2, from: 3, end: 4 }])

  const byHandle = fakeDesk(records)
  expect(await visited(byHandle, { names: new Set(['enricher-0-11']) })).toEqual(['enricher-0-11'])
  expect(byHandle.read).toEqual([{ stage: 'enricher', partition: 0, from: 11, end: 12 }])
})

it('stops with the reason of the one who stops it', async () => {
  const { archive } = fakeDesk([deadLetterRecord(10), deadLetterRecord(11), deadLetterRecord(12)])
  const interruption = new AbortController()
  const visits: number[] = []
  const visit = () => {
    visits.push(1)
    interruption.abort(new Error('enough'))
  }
  await expect(visitOpenDeadLetters(archive, {}, visit, interruption.signal)).rejects.toThrow('enough')
  expect(visits.length).toBeLessThan(3)
})
