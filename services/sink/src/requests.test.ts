/**
 * What the sink costs of the org's daily allocation, by the org's own count.
 */
import { toLongId } from '@calltrail/simulators'
import { expect, it } from 'vitest'
import { simulatedOrg } from './testing/simulated-org.ts'
import { callOf, sinkIn } from './testing/sink-in-org.ts'

const partitions = 12
const callsPerBatch = 200

it('a backlog of 2,400 calls of as many contacts in 12 partitions takes at most 0.015 requests for a call', async () => {
  const org = await simulatedOrg()
  const ids = Array.from({ length: partitions * callsPerBatch }, (_, index) =>
    toLongId(`003Zz${String(index).padStart(10, 'Q')}`),
  )
  await org.control(
    'POST',
    '/records/Contact',
    ids.map((Id) => ({ Id, LastName: `Contact ${Id}` })),
  )
  const batches = Array.from({ length: partitions }, (_, partition) =>
    ids
      .slice(partition * callsPerBatch, (partition + 1) * callsPerBatch)
      .map((Id) => callOf({ Id, LastName: 'Contact' }, { eventId: `e-${Id}` })),
  )
  const sink = sinkIn(org)

  const events = (await Promise.all(batches.map((calls) => sink.logged(calls)))).flat()

  expect(new Set(events.map(({ result, contactError }) => `${result} ${contactError}`))).toEqual(
    new Set(['CREATED null']),
  )
  const contacts = await org.records('Contact')
  expect(contacts.filter((contact) => contact['Last_Call_Duration__c'] === 630)).toHaveLength(ids.length)
  const { apiRequestsUsed } = (await org.control('GET', '/requests')) as { apiRequestsUsed: number }
  expect(apiRequestsUsed / ids.length).toBeLessThanOrEqual(0.015)
})
