/**
 * From the webhook to the Task in Salesforce: how long that takes, and whether every call is logged, and once. Also on a bad day of
 * Salesforce, and beside the straightforward handler.
 */
import { openOwnStack } from '../../kit/own-stack.ts'
import { callsOfCallers } from '../end-to-end/callers.ts'
import { measureReceiver, receiverFigures } from '../end-to-end/measure-receiver.ts'
import type { Load, ReceiverFigure } from '../end-to-end/measure-receiver.ts'
import { calltrailOn, seedHandler } from '../end-to-end/receivers.ts'
import { story } from '../end-to-end/story.ts'
import type { Bench, OpenBench, RunContext } from '../harness/bench.ts'

const ofCalltrail = [
  'Calltrail, 10/s',
  'Calltrail, 50/s',
  'Calltrail, 200/s',
  'Calltrail, 50/s, failing',
] as const
const ofSeed = ['seed, 50/s', 'seed, 50/s, failing'] as const
type Variant = (typeof ofCalltrail)[number] | (typeof ofSeed)[number]

export const endToEnd: Bench<Variant, ReceiverFigure> = {
  name: 'end-to-end',
  what: 'from the webhook to the Task in Salesforce, also while Salesforce fails',
  story,
  variants: [
    'Calltrail, 10/s',
    'Calltrail, 50/s',
    'Calltrail, 200/s',
    'seed, 50/s',
    'Calltrail, 50/s, failing',
    'seed, 50/s, failing',
  ],
  figures: receiverFigures,
  goals: [
    { variants: ['Calltrail, 50/s'], figures: ['p50Above'], to: 150 },
    { variants: ['Calltrail, 50/s'], figures: ['p99Above'], to: 600 },
    { variants: ofCalltrail, figures: ['lost', 'doubled'], to: 0 },
  ],
  open: openEndToEndBench,
}

/** It keeps what it did not get done. Its retries come 5 s and a minute after a failure; the third, ten minutes later, is not waited for. */
const calltrailPatience = { quietMs: 1_000, patienceMs: 150_000 }
/** It keeps nothing, and so there is nothing to wait for but what it is doing; with pauses of 2 s, while Salesforce may stall for 2 s. */
const seedPatience = { quietMs: 5_000, patienceMs: 0 }
/** The first retry would be seen. */
const failingQuietMs = 6_000

async function openEndToEndBench(context: RunContext): Promise<OpenBench<Variant, ReceiverFigure>> {
  const stack = await openOwnStack()
  const calltrail = { start: calltrailOn(stack), ...calltrailPatience, isFailing: false }
  const seed = { start: seedHandler(context.say), ...seedPatience, isFailing: false }
  const failing = { isFailing: true, quietMs: failingQuietMs }
  const loads: Record<Variant, Load> = {
    'Calltrail, 10/s': { ...calltrail, perSecond: 10, seconds: 60 },
    'Calltrail, 50/s': { ...calltrail, perSecond: 50, seconds: 60 },
    'Calltrail, 200/s': { ...calltrail, perSecond: 200, seconds: 60 },
    'seed, 50/s': { ...seed, perSecond: 50, seconds: 10 },
    'Calltrail, 50/s, failing': { ...calltrail, ...failing, perSecond: 50, seconds: 20 },
    'seed, 50/s, failing': { ...seed, ...failing, perSecond: 50, seconds: 20 },
  }
  // One for all: what a pipeline left behind must not be taken for a call of the next one.
  const calls = callsOfCallers()
  const measured = new Map<Variant, number>()
  return {
    measure(variant) {
      const luck = (measured.get(variant) ?? 0) + 1
      measured.set(variant, luck)
      return measureReceiver(loads[variant], calls, luck, context)
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
}
