import { describe, expect, it } from 'vitest'
import { agent, at, conversation, customer, queue, resolved } from '../testing/conversations.ts'
import { customerOf, isTransferred, legsOf, mayWrapUp } from './conversation.ts'
import type { Participant } from './conversation.ts'

const idsOf = (participants: readonly Participant[]) => legsOf(conversation(participants)).map(({ id }) => id)

describe('the legs of a conversation', () => {
  it('are those of agents and users who answered, in that order', () => {
    const second = agent('user-agent-2', { answeredAt: at(5) })
    const colleague = agent('user-agent-3', { purpose: 'user', answeredAt: at(7) })
    expect(idsOf([customer(), colleague, second, queue(), agent()])).toEqual([
      'user-agent-1',
      'user-agent-2',
      'user-agent-3',
    ])
  })

  it('are not those of members of the queue who were rung and did not answer', () => {
    const rung = agent('user-agent-2', { answeredAt: null })
    expect(idsOf([customer(), queue(), rung, agent()])).toEqual(['user-agent-1'])
    expect(idsOf([customer(), queue(), rung])).toEqual([])
  })

  it('are not those of supervisors who listened', () => {
    expect(idsOf([customer(), agent(), agent('supervisor', { isListener: true })])).toEqual(['user-agent-1'])
  })

  it.each(['customer', 'external', 'ivr', 'acd', 'voicemail', 'workflow', ''])(
    'are not those of what is no agent: %j',
    (purpose) => {
      expect(idsOf([agent('somebody', { purpose })])).toEqual([])
    },
  )
})

describe('a conversation is transferred', () => {
  const transferred = (...agents: readonly Participant[]) => isTransferred(legsOf(conversation(agents)))

  it('when several agents spoke', () => {
    expect(transferred(agent(), agent('user-agent-2'))).toBe(true)
  })

  it('not when one did, or one who had it back from the queue, or none', () => {
    expect(transferred(agent())).toBe(false)
    expect(transferred(agent(), agent('user-agent-1', { id: 'again', answeredAt: at(5) }))).toBe(false)
    expect(transferred()).toBe(false)
  })
})

describe('an agent may yet wrap up', () => {
  const [leg] = legsOf(conversation())

  it('a call of a queue', () => {
    expect(mayWrapUp(leg!)).toBe(true)
  })

  it.each([
    ['who has', { wrapUp: resolved }],
    ['who has declined to', { wrapUpSkipped: true }],
    ['who was called directly', { queueId: null }],
  ])('not one %s', (_, changes) => {
    expect(mayWrapUp({ ...leg!, ...changes })).toBe(false)
  })
})

describe('the customer', () => {
  it('is who is called so, though somebody else from outside took part first', () => {
    const outside = customer({ id: 'outside', purpose: 'external' })
    expect(customerOf(conversation([outside, customer()]))?.id).toBe('participant-customer-1')
    expect(customerOf(conversation([agent(), outside]))?.id).toBe('outside')
  })

  it('is nobody in an internal conversation', () => {
    expect(customerOf(conversation([agent(), agent('user-agent-2', { purpose: 'user' })]))).toBeUndefined()
  })
})
