import { EventEmitter } from 'node:events'
import type { Consumer } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { membershipOf } from './group-membership.ts'

const sessionTimeoutMs = 30_000
const events = {
  HEARTBEAT: 'heartbeat',
  GROUP_JOIN: 'joined',
  REBALANCING: 'rebalancing',
  REQUEST_TIMEOUT: 'timed out',
  CRASH: 'crashed',
}

function open() {
  let time = 1_000_000
  const consumer = Object.assign(new EventEmitter(), { events })
  const membership = membershipOf(consumer as unknown as Consumer, sessionTimeoutMs, () => time)
  return {
    membership,
    happens: (event: keyof typeof events) => void consumer.emit(events[event], { payload: {} }),
    pass: (ms: number) => void (time += ms),
  }
}

describe('a member of the group', () => {
  it('is one for as long as the group has heard of it within the session time-out', () => {
    const { membership, happens, pass } = open()
    expect(membership.isMember()).toBe(false)
    happens('GROUP_JOIN')
    pass(sessionTimeoutMs - 1)
    expect(membership.isMember()).toBe(true)
    pass(1)
    expect(membership.isMember()).toBe(false)
    happens('HEARTBEAT')
    expect(membership.isMember()).toBe(true)
  })

  it.each(['HEARTBEAT', 'GROUP_JOIN', 'REBALANCING', 'REQUEST_TIMEOUT', 'CRASH'] as const)(
    'is stuck when it is silent for five minutes after %s, which no broker that hangs brings about',
    (event) => {
      const { membership, happens, pass } = open()
      pass(1_000)
      happens(event)
      pass(299_999)
      expect(membership.isLive()).toBe(true)
      pass(1)
      expect(membership.isLive()).toBe(false)
      happens('HEARTBEAT')
      expect(membership.isLive()).toBe(true)
    },
  )

  it('has as long to join for the first time', () => {
    const { membership, pass } = open()
    pass(299_999)
    expect(membership.isLive()).toBe(true)
    pass(1)
    expect(membership.isLive()).toBe(false)
  })
})
