/** What comes in at the front door. */
import type { Fault } from '../harness/fault.ts'
import { answered } from '../harness/signs.ts'

/** The ingress allows five minutes. */
const tooFarMs = 6 * 60_000

export const webhookFaults: readonly Fault[] = [
  {
    name: 'clock-skew',
    what: 'Genesys’s clock is six minutes behind, then six minutes ahead',
    mayRefuse: true,
    signs: [answered('401')],
    async during({ sender, hold }) {
      for (const skewMs of [-tooFarMs, tooFarMs]) {
        sender.clockOffsetMs = skewMs
        await hold(4_000)
      }
      sender.clockOffsetMs = 0
    },
  },
]
