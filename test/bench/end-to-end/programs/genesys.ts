/** A simulated Genesys that takes its time, and refuses no request because there were many. */
import { controlSimulator, startGenesysSimulator } from '@calltrail/simulators'
import { announce } from '../../pipeline/programs/announce.ts'
import { latencyMs } from '../vendor-settings.ts'

const { url } = await startGenesysSimulator({ requestsPerMinute: 1_000_000 })
await controlSimulator(url).control('POST', '/faults', { latencyMs: latencyMs.genesys })
announce({ url })
