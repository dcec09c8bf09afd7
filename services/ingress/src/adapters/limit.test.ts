import { endedCall } from '@calltrail/schemas/testing'
import { expect, test } from 'vitest'
import { TooManyUnderWay } from '../ports/event-publisher.ts'
import { fakePublisher } from '../testing/fake-publisher.ts'
import { withLimit } from './limit.ts'

test('an event too many is turned away unseen, until another one is settled, however', async () => {
  const answers = [Promise.withResolvers<'accepted'>(), Promise.withResolvers<'accepted'>()]
  const waiting = answers.map(({ promise }) => promise)
  const inner = fakePublisher(() => waiting.shift() ?? Promise.resolve('accepted'))
  const publisher = withLimit(inner, 2, () => new TooManyUnderWay('2 are under way'))
  const publish = () => publisher.publish(endedCall(), {})

  const first = publish()
  const second = publish()
  await expect(publish()).rejects.toThrow(TooManyUnderWay)
  expect(inner.published).toHaveLength(2)

  answers[0]!.resolve('accepted')
  expect(await first).toBe('accepted')
  expect(await publish()).toBe('accepted')

  answers[1]!.reject(new Error('no'))
  await expect(second).rejects.toThrow('no')
  expect(await Promise.all([publish(), publish()])).toEqual(['accepted', 'accepted'])
})
