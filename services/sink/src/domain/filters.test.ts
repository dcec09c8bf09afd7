import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { filterReason } from './filters.ts'
import type { CallFilters, FilterReason } from './filters.ts'

const none: CallFilters = {
  logInternalCalls: false,
  minCallSeconds: 0,
  skipDirections: [],
  skipQueues: [],
  onlyQueues: [],
}
const internal = { contact: null, contactMatch: 'INTERNAL', direction: 'INTERNAL' } as const

describe('of a call it is decided that', () => {
  it.each<[string, Partial<CallEnriched>, Partial<CallFilters>, FilterReason | null]>([
    ['it passes when nothing is filtered', {}, {}, null],
    ['it passes though it took no time', { durationSeconds: 0 }, {}, null],
    ['an internal one does not pass', internal, {}, 'INTERNAL_CALL'],
    ['an internal one passes where those are logged', internal, { logInternalCalls: true }, null],
    ['one of an excluded direction does not pass', {}, { skipDirections: ['INBOUND'] }, 'DIRECTION_EXCLUDED'],
    ['one of another direction passes', { direction: 'OUTBOUND' }, { skipDirections: ['INBOUND'] }, null],
    [
      'an internal one does not pass where its direction is excluded',
      internal,
      { logInternalCalls: true, skipDirections: ['INTERNAL'] },
      'DIRECTION_EXCLUDED',
    ],
    ['one that is too short does not pass', { durationSeconds: 9 }, { minCallSeconds: 10 }, 'TOO_SHORT'],
    ['one that is just long enough passes', { durationSeconds: 10 }, { minCallSeconds: 10 }, null],
    ['it passes though it took less than no time', { durationSeconds: -1 }, {}, null],
    ['one of an excluded queue’s id does not pass', {}, { skipQueues: ['QUEUE-456'] }, 'QUEUE_EXCLUDED'],
    [
      'one of an excluded queue’s name does not pass',
      {},
      { skipQueues: [' support queue '] },
      'QUEUE_EXCLUDED',
    ],
    ['one of another queue passes', {}, { skipQueues: ['Sales Queue'] }, null],
    ['one of a wanted queue passes', {}, { onlyQueues: ['Sales Queue', 'SUPPORT QUEUE'] }, null],
    ['one of an unwanted queue does not pass', {}, { onlyQueues: ['Sales Queue'] }, 'QUEUE_EXCLUDED'],
    [
      'one without a queue is of none of the wanted ones',
      { queueId: null, queueName: null },
      { onlyQueues: ['Sales Queue'] },
      'QUEUE_EXCLUDED',
    ],
    [
      'one without a queue is of none of the excluded ones',
      { queueId: null, queueName: null },
      { skipQueues: ['x'] },
      null,
    ],
    [
      'to be excluded outweighs to be wanted',
      {},
      { onlyQueues: ['queue-456'], skipQueues: ['Support Queue'] },
      'QUEUE_EXCLUDED',
    ],
    [
      'a queue’s name may be composed in two ways',
      { queueName: 'Bu\u0308ro' },
      { skipQueues: ['B\u00fcro'] },
      'QUEUE_EXCLUDED',
    ],
  ])('%s', (_, changes, filters, reason) => {
    expect(filterReason(enrichedCall(changes), { ...none, ...filters })).toBe(reason)
  })
})
