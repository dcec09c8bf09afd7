import { controlSimulator, sampleRecords } from '@calltrail/simulators'
import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import { startPeer } from '../pipeline/start-peer.ts'
import { startVendors } from '../pipeline/start-program.ts'
import { webhook } from './front-door.ts'
import type { FrontDoorPlan } from './front-door.ts'
import { callerIds } from './signed-requests.ts'

/** Stored as the calls have them: this handler finds no other spelling. */
const callers = callerIds.map((Phone, index) => ({
  FirstName: 'Caller',
  LastName: `Number ${index}`,
  AccountId: sampleRecords.accounts.acme.Id,
  Phone,
}))

/**
 * The handler that does everything while Genesys waits.
 * @param latencyMs how long Salesforce takes for each request
 */
export function seedDoor(latencyMs: number): FrontDoorPlan {
  return {
    requests: webhook,
    mostPerSecond: 2_000,
    async open({ say }) {
      await using owned = new AsyncDisposableStack()
      // New ones each time: an org that has ever more Tasks would become slower.
      const { salesforceUrl, genesysUrl, ...vendors } = await startVendors()
      owned.use(vendors)
      const { control, records } = controlSimulator(salesforceUrl)
      await control('POST', '/records/Contact', callers)
      const env = {
        SALESFORCE_URL: salesforceUrl,
        GENESYS_URL: genesysUrl,
        GENESYS_WEBHOOK_SECRET: webhookSecret,
      }
      const { url, pid, ...peer } = await startPeer('seed', env, say)
      owned.use(peer)
      await control('POST', '/faults', { latencyMs: { base: latencyMs } })
      const all = owned.move()
      return {
        url,
        pid,
        stored: async () => (await records('Task')).length,
        [Symbol.asyncDispose]: () => all.disposeAsync(),
      }
    },
  }
}
