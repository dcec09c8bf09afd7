import { PipelineError } from '@calltrail/runtime'
import type { ObjectDescription, Salesforce } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { readMapping } from '../mapping/index.ts'
import type { OrgDescription } from '../mapping/index.ts'
import { orgWith } from '../mapping/testing/org-description.ts'
import { salesforceOrg } from './salesforce-org.ts'

const hour = 3_600_000
const unavailable = new PipelineError('SALESFORCE_UNAVAILABLE', 'of a test')
const incomplete = new PipelineError('SALESFORCE_ORG_INCOMPLETE', 'of a test')

/** An org that is looked at, and counts how often. */
function orgThatIs(first: OrgDescription) {
  const state: { org: OrgDescription | PipelineError; looks: number } = { org: first, looks: 0 }
  const seen = <Value>(valueOf: (org: OrgDescription) => Value): Promise<Value> =>
    state.org instanceof PipelineError ? Promise.reject(state.org) : Promise.resolve(valueOf(state.org))
  const salesforce = {
    describe(object: string): Promise<ObjectDescription> {
      if (object === 'Task') state.looks += 1
      return seen((org) => (object === 'Task' ? org.task : org.contact))
    },
    query: () => seen((): never[] => []),
  } as Partial<Salesforce> as Salesforce
  const warnings: string[] = []
  const log = { warn: (_: object, message: string) => void warnings.push(message) }
  const clock = { ms: 1, now: () => clock.ms }
  return { state, warnings, clock, org: salesforceOrg(salesforce, readMapping(), log, clock) }
}

/** What is done in the background. */
const backgroundWork = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('an org', () => {
  it('is looked at once, however many ask at once', async () => {
    const { org, state } = orgThatIs(orgWith())
    const [one, other] = await Promise.all([org.current(), org.current()])
    expect(one).toBe(other)
    expect(state.looks).toBe(1)
  })

  it('that cannot be asked is asked again the next time', async () => {
    const { org, state } = orgThatIs(orgWith())
    const { org: whole } = state
    state.org = unavailable
    await expect(org.current()).rejects.toBe(unavailable)
    state.org = whole
    expect((await org.current()).mapping.findings).toEqual([])
    expect(state.looks).toBe(2)
  })

  it('is looked at again after an hour, while what was seen before still counts', async () => {
    const { org, state, warnings, clock } = orgThatIs(orgWith())
    const first = await org.current()
    state.org = orgWith({ task: { Call_Channel__c: null } })
    clock.ms += hour + 1
    expect(await org.current()).toBe(first)
    await backgroundWork()
    expect((await org.current()).mapping.findings).toMatchObject([{ field: 'Call_Channel__c' }])
    expect(state.looks).toBe(2)
    expect(warnings).toHaveLength(1)
  })

  it('is not looked at again within the hour', async () => {
    const { org, state, clock } = orgThatIs(orgWith())
    const first = await org.current()
    clock.ms += hour - 1
    expect(await org.current()).toBe(first)
    expect(state.looks).toBe(1)
  })

  it('that cannot be looked at again is taken for what it was', async () => {
    const { org, state, clock } = orgThatIs(orgWith())
    const first = await org.current()
    state.org = unavailable
    clock.ms += hour + 1
    expect(await org.current()).toBe(first)
    await backgroundWork()
    expect(await org.current()).toBe(first)
  })

  it('that has changed under what is done is looked at, and it is done once more', async () => {
    const { org, state } = orgThatIs(orgWith())
    const first = await org.current()
    state.org = orgWith({ task: { Call_Channel__c: null } })
    const seen: unknown[] = []
    await org.with(async (fitted) => {
      seen.push(fitted)
      if (fitted === first) throw incomplete
    })
    expect(seen).toEqual([first, await org.current()])
    expect(state.looks).toBe(2)
  })

  it('that refuses again right after it was looked at is not looked at again within a minute', async () => {
    const { org, state, clock } = orgThatIs(orgWith())
    const refused = () => org.with(() => Promise.reject(incomplete))
    await expect(refused()).rejects.toBe(incomplete)
    await expect(refused()).rejects.toBe(incomplete)
    expect(state.looks).toBe(2)
    clock.ms += 60_000
    await expect(refused()).rejects.toBe(incomplete)
    expect(state.looks).toBe(3)
  })

  it('that has changed under several at once is looked at once, and each does its work once more', async () => {
    const { org, state } = orgThatIs(orgWith())
    const first = await org.current()
    state.org = orgWith({ task: { Call_Channel__c: null } })
    const work = () =>
      org.with((fitted) => (fitted === first ? Promise.reject(incomplete) : Promise.resolve(fitted)))
    expect(new Set(await Promise.all([work(), work(), work()]))).toEqual(new Set([await org.current()]))
    expect(state.looks).toBe(2)
  })

  it('that has changed and could not be looked at is looked at the next time, without a minute’s wait', async () => {
    const { org, state } = orgThatIs(orgWith())
    const first = await org.current()
    state.org = unavailable
    await expect(org.changedSince(first)).rejects.toBe(unavailable)
    state.org = orgWith({ task: { Call_Channel__c: null } })
    expect((await org.changedSince(first))?.mapping.findings).toMatchObject([{ field: 'Call_Channel__c' }])
  })

  it('is not looked at for an error of another kind', async () => {
    const { org, state } = orgThatIs(orgWith())
    await expect(org.with(() => Promise.reject(unavailable))).rejects.toBe(unavailable)
    expect(state.looks).toBe(1)
  })
})
