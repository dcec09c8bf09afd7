/**
 * Who takes the webhooks: Calltrail or the seed's handler, as processes, in front of simulated vendors.
 */
import type { OwnStack } from '../../kit/own-stack.ts'
import { vendorEnvironment } from '../../kit/pipeline.ts'
import type { VendorAddresses } from '../../kit/pipeline.ts'
import { startMeasuredPipeline, webhookSecret } from '../pipeline/measured-pipeline.ts'
import { startPeer } from '../pipeline/start-peer.ts'

export interface Receiver extends AsyncDisposable {
  readonly url: string
}

export type StartReceiver = (vendors: VendorAddresses) => Promise<Receiver>

export function calltrailOn(stack: OwnStack): StartReceiver {
  return async (vendors) => {
    const pipeline = await startMeasuredPipeline(stack, vendors)
    return { url: pipeline.ingressUrl, [Symbol.asyncDispose]: () => pipeline[Symbol.asyncDispose]() }
  }
}

export function seedHandler(say: (what: string) => void): StartReceiver {
  return (vendors) =>
    startPeer(
      'seed',
      {
        ...vendorEnvironment(vendors),
        SALESFORCE_URL: vendors.salesforceUrl,
        GENESYS_URL: vendors.genesysUrl,
        GENESYS_WEBHOOK_SECRET: webhookSecret,
      },
      say,
    )
}
