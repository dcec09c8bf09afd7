import type { Fault } from '../harness/fault.ts'
import { genesysFaults } from './genesys.ts'
import { kafkaFaults } from './kafka.ts'
import { networkFaults } from './network.ts'
import { pairs } from './pairs.ts'
import { poison } from './poison.ts'
import { processFaults } from './processes.ts'
import { revisionFaults } from './revisions.ts'
import { salesforceFaults } from './salesforce.ts'
import { spoolFaults } from './spool.ts'
import { webhookFaults } from './webhooks.ts'

/** No fault at all: what the table says of healthy services. */
const calm: Fault = {
  name: 'calm',
  what: 'nothing breaks',
  during: ({ hold }) => hold(5_000),
}

/** Every fault, in the order they are run. */
export const catalogue: readonly Fault[] = [
  calm,
  ...processFaults,
  poison,
  ...revisionFaults,
  ...webhookFaults,
  ...spoolFaults,
  ...salesforceFaults,
  ...genesysFaults,
  ...networkFaults,
  ...kafkaFaults,
  ...pairs,
]
