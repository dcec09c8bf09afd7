import { expect, test } from 'vitest'
import { endedCall } from '@calltrail/schemas/testing'
import { EventNotTaken } from '../ports/event-publisher.ts'
import { withDeadline } from './deadline.ts'
import { fakePublisher } from '../testing/fake-publisher.ts'

test('an event that is not confirmed in time is not taken', async () => {
  const publisher = withDeadline(
    fakePublisher(() => new Promise(() => {})),
    20,
  )
  await expect(publisher.publish(endedCall(), {})).rejects.toThrow(
    new EventNotTaken('not confirmed within 20 ms'),
  )
})

test('an answer in time is passed on', async () => {
  expect(await withDeadline(fakePublisher(), 1_000).publish(endedCall(), {})).toBe('accepted')
})

test('a failure in time is passed on', async () => {
  const publisher = withDeadline(
    fakePublisher(() => Promise.reject(new EventNotTaken('no'))),
    1_000,
  )
  await expect(publisher.publish(endedCall(), {})).rejects.toThrow('no')
})
