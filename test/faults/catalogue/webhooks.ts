/** What comes in at the front door. */
import type { Fault } from '../harness/fault.ts'

/** The ingress allows five minutes. */
const tooFarMs = 6 * 60_000

export const webhookFaults: readonly Fault[] = [
  {
    name: 'clock-skew',
    what: 'Genesys’s clock is six minutes behind, then six minutes ahead',
    mayRefuse: true,
    async during({ sender, hold, object }) {
      for (const skewMs of [-tooFarMs, tooFarMs]) {
        sender.clockOffsetMs = skewMs
        await hold(4_000)
      }
      sender.clockOffsetMs = 0
      if (!sender.answers.has('401')) object('no webhook with a wrong clock was refused with 401')
    },
  },
]
