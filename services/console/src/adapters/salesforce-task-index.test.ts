import { loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import { controlSimulator, salesforceVariables, startSalesforceSimulator } from '@calltrail/simulators'
import type { SimulatorControl } from '@calltrail/simulators'
import { expect, it, onTestFinished } from 'vitest'
import { eventIdsPerQuery, salesforceTaskIndex } from './salesforce-task-index.ts'

async function simulatedOrg() {
  const running = await startSalesforceSimulator()
  const salesforce = openSalesforce(loadConfig(salesforceConfig, salesforceVariables(running.url)))
  onTestFinished(async () => {
    await salesforce[Symbol.asyncDispose]()
    await running.close()
  })
  return { index: salesforceTaskIndex(salesforce), simulator: controlSimulator(running.url) }
}

/** What the org counts. */
async function callsOf(simulator: SimulatorControl): Promise<number> {
  return (await simulator.requests()).filter(({ kind }) => kind !== 'token').length
}

const task = (eventId: string, changes: Record<string, unknown> = {}) => ({
  Subject: 'Call',
  Status: 'Completed',
  Priority: 'Normal',
  Calltrail_Event_Id__c: eventId,
  ...changes,
})

it('finds the event ids that have a Task, to the letter, in as few calls as their number allows', async () => {
  const { index, simulator } = await simulatedOrg()
  const ids = Array.from(
    { length: 3 * eventIdsPerQuery + 1 },
    (_, n) =>
      `0f6b7a10-8a5e-4b0b-9d3e-${String(n).padStart(12, '0')}:1c2d3e4f-aaaa-bbbb-cccc-${String(n).padStart(12, '0')}`,
  )
  const logged = [ids[0]!, ids.at(-1)!, "o'hara:x"]
  await simulator.control('POST', '/records/Task', [
    ...logged.map((eventId) => task(eventId)),
    task('Letter-Case:a'),
    task('deleted:a', { IsDeleted: true }),
  ])
  const found = await index.having([...ids, "o'hara:x", 'letter-case:a', 'deleted:a', 'o\\'])
  expect([...found].toSorted()).toEqual(logged.toSorted())
  const calls = await callsOf(simulator)
  expect(calls).toBeLessThanOrEqual(2)
  expect(await index.having([])).toEqual(new Set())
  expect(await callsOf(simulator)).toBe(calls)
})
