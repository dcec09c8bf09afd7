import { expect, it } from 'vitest'
import { revisionIn, trafficOf } from './traffic.ts'
import type { Webhook } from './traffic.ts'

const start = Date.parse('2026-03-14T10:00:00Z')

function flow(count: number, seed = 1): Webhook[] {
  const traffic = trafficOf('f0', seed)
  return Array.from({ length: count }, (_, index) => {
    const webhook = traffic.next(start + index * 20)
    traffic.accepted(webhook)
    return webhook
  })
}

it('is the same for the same seed, and another one for another', () => {
  expect(flow(200)).toEqual(flow(200))
  expect(flow(200, 2)).not.toEqual(flow(200))
})

it('has copies, revisions, strangers, internal calls, late calls, and several calls of one contact', () => {
  const webhooks = flow(2_000)
  const bodies = Map.groupBy(webhooks, ({ body }) => body)
  expect([...bodies.values()].some((copies) => copies.length > 1)).toBe(true)
  expect(webhooks.some(({ revision }) => revision > 0)).toBe(true)
  expect(webhooks.some(({ body }) => body.includes('"INTERNAL"'))).toBe(true)
  expect(webhooks.filter(({ contactId }) => contactId === null).length).toBeGreaterThan(50)
  const perContact = Map.groupBy(webhooks, ({ contactId }) => contactId)
  const busiest = [...perContact].flatMap(([contactId, calls]) => (contactId ? [calls] : []))
  expect(Math.max(...busiest.map((calls) => calls.length))).toBeGreaterThan(50)
  const ends = busiest[0]!.map(({ endedAt }) => endedAt)
  expect(ends).not.toEqual(ends.toSorted((one, other) => one - other))
})

it('gives each call of a contact a second of its own', () => {
  const firsts = flow(2_000).filter(({ contactId, revision }) => contactId !== null && revision === 0)
  const calls = new Map(firsts.map((call) => [call.eventId, call]))
  const seconds = [...calls.values()].map(
    ({ contactId, endedAt }) => `${contactId} ${Math.floor(endedAt / 1_000)}`,
  )
  expect(new Set(seconds).size).toBe(seconds.length)
})

it('a revision is the same call with other notes, sent only after the version it revises was accepted', () => {
  const traffic = trafficOf('f0', 1)
  const accepted = new Set<string>()
  for (let index = 0; index < 2_000; index++) {
    const webhook = traffic.next(start + index * 20)
    const { attributes } = JSON.parse(webhook.body) as { attributes: { notes: string } }
    expect(revisionIn(attributes.notes)).toBe(webhook.revision)
    if (webhook.revision > 0) expect(accepted).toContain(`${webhook.eventId} ${webhook.revision - 1}`)
    // Some are never answered: nothing may follow them.
    if (index % 7 === 0) continue
    accepted.add(`${webhook.eventId} ${webhook.revision}`)
    traffic.accepted(webhook)
  }
})

it('tells of each call what it is to be filed under', () => {
  for (const { contactId, key, skipReason, eventId } of flow(2_000)) {
    if (contactId !== null) expect({ key, skipReason }).toEqual({ key: contactId, skipReason: null })
    else if (skipReason === 'INTERNAL_CALL') expect(`${key}:agent-1`).toBe(eventId)
    else expect({ key, skipReason }).toEqual({ key: '+14155559999', skipReason: 'UNKNOWN_CALLER' })
  }
})
