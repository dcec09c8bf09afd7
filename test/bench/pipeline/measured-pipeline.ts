import type { OwnStack } from '../../kit/own-stack.ts'
import { pipelineEnvironment, startPipeline } from '../../kit/pipeline.ts'
import type { Pipeline, VendorAddresses } from '../../kit/pipeline.ts'
import type { ServiceEnvironment } from '../../kit/service-process.ts'

/** What the webhooks of all benches are signed with. */
export const webhookSecret = 'the-webhook-secret-of-the-benches'

/** Starts the three services, set as in production but for what is said here, and for `changes`. */
export function startMeasuredPipeline(
  stack: OwnStack,
  vendors: VendorAddresses,
  changes: ServiceEnvironment = {},
): Promise<Pipeline> {
  return startPipeline({
    ...pipelineEnvironment(stack, vendors, webhookSecret),
    // The most that can be set: Genesys is to be asked for every recording.
    GENESYS_REQUESTS_PER_MINUTE: '10000',
    // Follow-ups of one measurement would fall into the next one.
    FOLLOW_UP_DELAYS_MS: 'none',
    ...changes,
  })
}
