import { EventEmitter } from 'node:events'
import type { Consumer } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { membershipOf } from './group-membership.ts'

const sessionTimeoutMs = 30_000
const events = {
  HEARTBEAT: 'heartbeat',
  GROUP_JOIN: 'joined',
  REBALANCING: 'rebalancing',
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

  it('is stuck when it is silent for two session time-outs', () => {
    const { membership, happens, pass } = open()
    happens('HEARTBEAT')
    pass(2 * sessionTimeoutMs - 1)
    expect(membership.isLive()).toBe(true)
    pass(1)
    expect(membership.isLive()).toBe(false)
  })

  it.each(['REBALANCING', 'CRASH'] as const)('has time to come back after %s', (event) => {
    const { membership, happens, pass } = open()
    happens('HEARTBEAT')
    happens(event)
    pass(10 * sessionTimeoutMs - 1)
    expect(membership.isLive()).toBe(true)
    pass(1)
    expect(membership.isLive()).toBe(false)
  })

  it('has the same time to join for the first time', () => {
    const { membership, pass } = open()
    pass(10 * sessionTimeoutMs - 1)
    expect(membership.isLive()).toBe(true)
    pass(1)
    expect(membership.isLive()).toBe(false)
  })
})
