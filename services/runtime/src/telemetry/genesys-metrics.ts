import type { Meter } from '@opentelemetry/api'
import type { Genesys } from '../genesys/genesys.ts'
import { gaugeOf } from './instruments.ts'

/** How many requests Genesys still allows. Nothing is shown before Genesys has said what it allows. */
export function observeGenesysAllowance(meter: Meter, genesys: Pick<Genesys, 'requestsLeft'>): void {
  gaugeOf(meter, 'calltrail_genesys_requests_left', async (tell) => {
    const left = await genesys.requestsLeft()
    if (left !== undefined) tell(left, {})
  })
}
