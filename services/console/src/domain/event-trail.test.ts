import { expect, it } from 'vitest'
import { fateOf } from './event-trail.ts'
import type { Fate, Trace } from './event-trail.ts'

const logged: Trace = { kind: 'logged' }
const skipped: Trace = { kind: 'skipped', reason: 'UNKNOWN_CALLER' }
const received = (at: number): Trace => ({ kind: 'received', at })
const dead = (state: 'open' | 'replayed' | 'resolved', at = 5): Trace => ({
  kind: 'dead',
  handle: `sink-0-${at}`,
  code: 'SALESFORCE_ROW_LOCKED',
  at,
  state,
})
const open: Fate = { kind: 'dead-lettered', handle: 'sink-0-5', code: 'SALESFORCE_ROW_LOCKED' }

it.each<[string, Trace[], Fate | undefined]>([
  ['nothing', [], undefined],
  ['received', [received(1)], { kind: 'in-flight', since: 1 }],
  ['received twice', [received(2), received(1)], { kind: 'in-flight', since: 2 }],
  ['received and logged', [received(1), logged], { kind: 'logged' }],
  ['logged, and a revision of it in flight', [logged, received(9)], { kind: 'logged' }],
  ['logged, and a revision of it dead', [logged, dead('open')], { kind: 'logged' }],
  ['received and skipped', [received(1), skipped], { kind: 'skipped', reason: 'UNKNOWN_CALLER' }],
  ['skipped, and later logged', [skipped, logged], { kind: 'logged' }],
  ['dead', [received(1), dead('open')], open],
  ['dead, and sent once more by whoever sent it', [dead('open'), received(9)], open],
  ['dead twice, one of them resolved', [dead('resolved', 4), dead('open')], open],
  ['dead and replayed', [received(1), dead('replayed', 7)], { kind: 'in-flight', since: 7 }],
  ['dead, replayed, and dead again', [dead('replayed', 4), dead('open')], open],
  ['dead, replayed and logged', [dead('replayed'), logged], { kind: 'logged' }],
  ['dead and resolved', [received(1), dead('resolved')], { kind: 'resolved' }],
])('%s', (_, traces, fate) => {
  expect(fateOf(traces)).toEqual(fate)
})
