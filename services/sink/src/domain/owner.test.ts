import type { CallEnriched } from '@calltrail/schemas'
import { enrichedCall } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import { addressToLookUp, ownerOf } from './owner.ts'
import type { OwnerPolicy } from './owner.ts'

const smith = '005Sm0000Smith1IAA'
const mapped = '005Sm0000Mapped1AA'
const fallback = '005Sm0000Default1A'
const byEmail: OwnerPolicy = { by: 'email', mapping: new Map(), defaultOwnerId: fallback }
const withMapping = (...keys: string[]): OwnerPolicy => ({
  ...byEmail,
  mapping: new Map(keys.map((key) => [key, mapped])),
})

function ownerFound(changes: Partial<CallEnriched>, policy: OwnerPolicy): string | null {
  const call = enrichedCall(changes)
  const address = addressToLookUp(call, policy)
  const users = { 'agent.smith@calltrail.example': smith }
  const found = Object.entries(users).filter(([email]) => email === address)
  return ownerOf(call, policy, new Map(found))
}

describe('a Task belongs to', () => {
  it.each<[string, Partial<CallEnriched>, OwnerPolicy, string | null]>([
    ['the user with the agent’s address', {}, byEmail, smith],
    [
      'the default owner when nobody has the address',
      { agentEmail: 'new@calltrail.example' },
      byEmail,
      fallback,
    ],
    ['the default owner when there is no address', { agentEmail: null }, byEmail, fallback],
    ['the default owner when there is no agent', { agentEmail: null, agentId: null }, byEmail, fallback],
    [
      'whom Salesforce takes without a default',
      { agentEmail: ' ' },
      { ...byEmail, defaultOwnerId: null },
      null,
    ],
    ['the user who is mapped to the agent’s id', {}, withMapping('user-agent-1'), mapped],
    ['the user who is mapped to the address', {}, withMapping('agent.smith@calltrail.example'), mapped],
    [
      'the user who is mapped to the address in whatever case',
      { agentEmail: 'Agent.Smith@Calltrail.example' },
      withMapping('agent.smith@calltrail.example'),
      mapped,
    ],
    ['the user with the address when only others are mapped', {}, withMapping('user-agent-2'), smith],
    [
      'the default owner when only mapped agents have users',
      {},
      { ...withMapping('user-agent-2'), by: 'mapping' },
      fallback,
    ],
    [
      'the default owner when no agent has a user',
      {},
      { ...withMapping('user-agent-1'), by: 'default' },
      fallback,
    ],
  ])('%s', (_, changes, policy, expected) => {
    expect(ownerFound(changes, policy)).toBe(expected)
  })
})

it('an address is looked up only when the mapping has no user for the agent', () => {
  expect(addressToLookUp(enrichedCall(), byEmail)).toBe('agent.smith@calltrail.example')
  expect(addressToLookUp(enrichedCall(), withMapping('user-agent-1'))).toBeNull()
  expect(addressToLookUp(enrichedCall(), { ...byEmail, by: 'mapping' })).toBeNull()
})
