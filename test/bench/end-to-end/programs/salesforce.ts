/**
 * A simulated org that takes its time, with the callers as contacts. Told a number, its faults hit other requests than with another one.
 */
import { controlSimulator, startSalesforceSimulator } from '@calltrail/simulators'
import { announce } from '../../pipeline/programs/announce.ts'
import { callers } from '../callers.ts'
import { dailyApiRequests, latencyMs } from '../vendor-settings.ts'

const { url } = await startSalesforceSimulator({ dailyApiRequests, randomSeed: Number(process.argv[2]) })
const { control } = controlSimulator(url)
await control('POST', '/records/Contact', callers)
await control('POST', '/faults', { latencyMs: latencyMs.salesforce })
announce({ url })
