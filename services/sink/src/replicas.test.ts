/**
 * Several processes that run the sink in front of one org: no contact is created twice, and no last call goes back in time.
 */
import { overtaken } from '@calltrail/runtime/testing'
import type { CallEnriched } from '@calltrail/schemas'
import { sampleRecords } from '@calltrail/simulators'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strangersCall } from './testing/calls.ts'
import { simulatedOrg } from './testing/simulated-org.ts'
import type { SimulatedOrg } from './testing/simulated-org.ts'
import { callOf, sinkIn } from './testing/sink-in-org.ts'

const { johnDoe } = sampleRecords.contacts

const at = (minute: number, changes: Partial<CallEnriched> = {}) =>
  callOf(johnDoe, {
    eventId: `e-${minute}`,
    endedAt: Date.UTC(2026, 2, 14, 10, minute),
    durationSeconds: minute,
    ...changes,
  })
const lastCall = async (org: SimulatedOrg) => {
  const contact = await org.contact(johnDoe.Id)
  return [contact['Last_Call_Date__c'], contact['Last_Call_Duration__c']]
}
const minute = (value: number) => [`2026-03-14T10:${String(value).padStart(2, '0')}:00.000+0000`, value]

describe('the last call of a contact', () => {
  it('is not put back by a replica that had the partition before, and has it again', async () => {
    const org = await simulatedOrg()
    const [one, other] = [sinkIn(org), sinkIn(org)]
    await one.logged([at(10)])
    await other.logged([at(30)])
    await one.logged([at(20)])
    expect(await lastCall(org)).toEqual(minute(30))
  })

  it('is not put back by a retry that another replica has in hand', async () => {
    const org = await simulatedOrg()
    const [main, retries] = [sinkIn(org), sinkIn(org)]
    const lock = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'of a test' }
    await org.fail({ match: { object: 'Contact' }, times: 1, do: { recordError: lock } })
    expect(await main.process([at(20)])).toMatchObject([{ kind: 'retry' }])
    await main.logged([at(30)])
    await retries.logged([at(20)], overtaken)
    expect(await lastCall(org)).toEqual(minute(30))
    await retries.logged([at(40)], overtaken)
    await main.logged([at(35)])
    expect(await lastCall(org)).toEqual(minute(40))
  })

  it('is the latest of those that partitions of one process write at once, whichever asks first', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await Promise.all([sink.logged([at(30)]), sink.logged([at(20)])])
    expect(await lastCall(org)).toEqual(minute(30))
    await Promise.all([sink.logged([at(35)]), sink.logged([at(40)])])
    expect(await lastCall(org)).toEqual(minute(40))
  })

  it('is the latest of all, whichever replica has which call, in whatever order', async () => {
    const org = await simulatedOrg()
    const replicas = [sinkIn(org), sinkIn(org), sinkIn(org)]
    const handed = fc.record({ replica: fc.nat(2), minute: fc.integer({ min: 1, max: 59 }) })
    let latest = 0
    await fc.assert(
      fc.asyncProperty(fc.array(handed, { minLength: 1, maxLength: 6 }), async (calls) => {
        for (const { replica, minute: ended } of calls) {
          await replicas[replica]!.logged([at(ended)], overtaken)
          latest = Math.max(latest, ended)
          expect(await lastCall(org)).toEqual(minute(latest))
        }
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  it('is neither read nor written again for what comes to be known of the same call later', async () => {
    const org = await simulatedOrg()
    const sink = sinkIn(org)
    await sink.logged([at(10)])
    const { length } = await sentTo(org)
    await sink.logged([at(10, { revision: Date.UTC(2026, 2, 15), wrapUpNotes: 'Called back.' })])
    expect((await sentTo(org)).slice(length)).toEqual(['collection-upsert'])
    expect(await org.records('Task')).toMatchObject([{ Agent_Notes__c: 'Called back.' }])
  })

  it('is not written again by a replica that finds it as it should be', async () => {
    const org = await simulatedOrg()
    await sinkIn(org).logged([at(10)])
    const before = (await org.contact(johnDoe.Id))['SystemModstamp']
    await org.control('POST', '/clock', { advanceMs: 60_000 })
    await sinkIn(org).logged([at(10, { wrapUpNotes: 'Called back.' })])
    expect((await org.contact(johnDoe.Id))['SystemModstamp']).toBe(before)
  })
})

describe('a stranger who calls ten times at once', () => {
  const phone = '+15550009999'
  const callsOfStranger = Array.from({ length: 10 }, (_, index) =>
    strangersCall({ eventId: `e-${index}`, customerPhone: phone }),
  )
  const unknownCallers = { policy: 'create-contact', accountId: null } as const

  it('is one contact, on however many replicas', async () => {
    const org = await simulatedOrg()
    const events = await Promise.all(
      callsOfStranger.map((call) => sinkIn(org, { unknownCallers }).logged([call])),
    )
    const strangers = (await org.records('Contact')).filter(({ Phone }) => Phone === phone)
    expect(strangers).toMatchObject([{ LastName: phone, Calltrail_Caller__c: phone }])
    expect(new Set(events.flat().map(({ contactId }) => contactId))).toEqual(new Set([strangers[0]?.['Id']]))
    expect(await org.records('Task')).toHaveLength(10)
  })

  it('is the contact that was given the number in the meantime', async () => {
    const org = await simulatedOrg()
    await sinkIn(org, { unknownCallers }).logged(callsOfStranger.slice(0, 1))
    const given = await org.plant('Contact', { LastName: 'Known', Phone: phone })
    const [event] = await sinkIn(org, { unknownCallers }).logged(callsOfStranger.slice(1, 2))
    expect(event?.contactId).toBe(given)
  })

  it('keeps the name that a person gave the contact', async () => {
    const org = await simulatedOrg()
    const [first] = await sinkIn(org, { unknownCallers }).logged(callsOfStranger.slice(0, 1))
    await org.salesforce.update('Contact', [
      { Id: first!.contactId!, LastName: 'Smith', Phone: '(555) 000-9999' },
    ])
    const [second] = await sinkIn(org, { unknownCallers }).logged(callsOfStranger.slice(1, 2))
    expect(second?.contactId).toBe(first?.contactId)
    expect(await org.contact(first!.contactId!)).toMatchObject({ LastName: 'Smith', Phone: '(555) 000-9999' })
  })

  it('is one contact of one replica in an org without a field that could tell', async () => {
    const org = await simulatedOrg()
    await org.control('PUT', '/fields/Contact/Calltrail_Caller__c', { hidden: true })
    const sink = sinkIn(org, { unknownCallers })
    await sink.logged(callsOfStranger.slice(0, 5))
    await sink.logged(callsOfStranger.slice(5))
    expect((await org.records('Contact')).filter(({ Phone }) => Phone === phone)).toHaveLength(1)
    expect(sink.warnings).toMatchObject([{ fields: { object: 'Contact', field: 'Calltrail_Caller__c' } }])
  })
})

/** What was asked of the org, by kind. */
async function sentTo(org: SimulatedOrg): Promise<string[]> {
  return (await org.requests()).map(({ kind }) => kind).filter((kind) => kind !== 'token')
}
