import { expect, test } from 'vitest'
import { endedCall } from '@calltrail/schemas/testing'
import { EventNotTaken } from '../ports/event-publisher.ts'
import { withDeduplication } from './deduplication.ts'
import { fakePublisher } from '../testing/fake-publisher.ts'

const window = { dedupeMaxEvents: 3, dedupeWindowSeconds: 60 }
const event = endedCall()

test('a copy is a duplicate, and is not published, though it came later', async () => {
  const inner = fakePublisher()
  const publisher = withDeduplication(inner, window)
  expect(await publisher.publish(event, {})).toBe('accepted')
  expect(await publisher.publish({ ...event, receivedAt: event.receivedAt + 1 }, {})).toBe('duplicate')
  expect(inner.published).toHaveLength(1)
})

test('the same event id with other content is a revision; a late copy of the first is still a duplicate', async () => {
  const inner = fakePublisher()
  const publisher = withDeduplication(inner, window)
  const revision = { ...event, attributes: { notes: 'after the call' } }
  expect(await publisher.publish(event, {})).toBe('accepted')
  expect(await publisher.publish(revision, {})).toBe('accepted')
  expect(await publisher.publish(event, {})).toBe('duplicate')
})

test('a copy that comes meanwhile waits for the first to be acknowledged', async () => {
  const taken = Promise.withResolvers<'accepted'>()
  const inner = fakePublisher(() => taken.promise)
  const publisher = withDeduplication(inner, window)
  const answers: string[] = []
  const both = [publisher.publish(event, {}), publisher.publish(event, {})].map(async (publishing) =>
    answers.push(await publishing),
  )
  await new Promise(setImmediate)
  expect(answers).toEqual([])
  taken.resolve('accepted')
  await Promise.all(both)
  expect(answers).toEqual(['accepted', 'duplicate'])
  expect(inner.published).toHaveLength(1)
})

test('a copy shares the failure of the first, and the next one is tried again', async () => {
  let attempts = 0
  const inner = fakePublisher(async () => {
    attempts += 1
    if (attempts === 1) throw new EventNotTaken('Kafka is away')
    return 'accepted'
  })
  const publisher = withDeduplication(inner, window)
  const both = await Promise.allSettled([publisher.publish(event, {}), publisher.publish(event, {})])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await publisher.publish(event, {})).toBe('accepted')
  expect(attempts).toBe(2)
})

test('the window holds a number of events', async () => {
  const publisher = withDeduplication(fakePublisher(), window)
  await publisher.publish(event, {})
  for (const id of ['b', 'c', 'd']) await publisher.publish(endedCall({ eventId: id }), {})
  expect(await publisher.publish(event, {})).toBe('accepted')
})
