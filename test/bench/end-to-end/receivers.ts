/**
 * Who takes the webhooks: Calltrail or the seed's handler, as processes, in front of simulated vendors.
 */
import type { OwnStack } from '../../kit/own-stack.ts'
import { pipelineEnvironment, startPipeline, vendorEnvironment } from '../../kit/pipeline.ts'
import type { VendorAddresses } from '../../kit/pipeline.ts'
import { startPeer } from '../pipeline/start-peer.ts'

export interface Receiver extends AsyncDisposable {
  readonly url: string
}

/** @param secret that webhooks are signed with */
export type StartReceiver = (vendors: VendorAddresses, secret: string) => Promise<Receiver>

/** Set as in production, but for what is said here. */
export function calltrailOn(stack: OwnStack): StartReceiver {
  return async (vendors, secret) => {
    const pipeline = await startPipeline({
      ...pipelineEnvironment(stack, vendors, secret),
      // The most that can be set: Genesys is to be asked for every recording, as the seed does it.
      GENESYS_REQUESTS_PER_MINUTE: '10000',
      // Follow-ups of one measurement would fall into the next one.
      FOLLOW_UP_DELAYS_MS: 'none',
    })
    return { url: pipeline.ingressUrl, [Symbol.asyncDispose]: () => pipeline[Symbol.asyncDispose]() }
  }
}

export function seedHandler(say: (what: string) => void): StartReceiver {
  return (vendors, secret) =>
    startPeer(
      'seed',
      {
        ...vendorEnvironment(vendors),
        SALESFORCE_URL: vendors.salesforceUrl,
        GENESYS_URL: vendors.genesysUrl,
        GENESYS_WEBHOOK_SECRET: secret,
      },
      say,
    )
}
