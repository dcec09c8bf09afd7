/**
 * Whether a service that works for long takes more and more memory.
 */
import { openOwnStack } from '../../kit/own-stack.ts'
import { watchTally } from '../cost/logged-tally.ts'
import { drainLongBacklog } from '../cost/long-drain.ts'
import type { Bench, Figure, OpenBench, RunContext } from '../harness/bench.ts'

const variants = ['ingress', 'enricher', 'sink'] as const
type Variant = (typeof variants)[number]

const figures = {
  most: { title: 'memory MiB, the most', decimals: 0, better: 'lower' },
  afterFirstTenth: { title: 'after the first tenth', decimals: 0, better: 'lower' },
  atEnd: { title: 'at the end', decimals: 0, better: 'lower' },
  growth: { title: 'growth %', decimals: 1, better: 'lower' },
  calls: { title: 'calls', decimals: 0, better: 'higher' },
} as const satisfies Record<string, Figure>
type MemoryFigure = keyof typeof figures

export const memory: Bench<Variant, MemoryFigure> = {
  name: 'memory',
  what: 'what memory each service takes while a million events go through',
  story: {
    method: `
The three services run as processes on a genuine Kafka and registry with simulated vendors that answer at once. 1,000,000 events of 10,000
callers are put into \`calls.ended.v1\`, 5,000 at a time, so that up to 100,000 are waiting. The enricher and the sink work all of them off.
Meanwhile the ingress takes 100 webhooks a second, whose calls go the same way; the row \`calls\` says how many went through each service.
All must be logged, and once, or the bench fails.

Memory is what is resident, every second, from the start on. Growth is from the mean of the second tenth of the work to that of the last:
what is flat has about none. It is measured once, because it takes so long; all three services are measured in one go.
`.trim(),
    unfair: [
      'The simulated org forgets its Tasks after every 50,000 calls, and with them its tokens, of which the services fetch new ones. Otherwise the simulator would hold a million, and be what is measured.',
      'How much memory is resident depends on how much there is: on a large machine Node lets garbage lie longer. In a container with a limit it collects earlier.',
      'The calls have no recording, and differ in no more than time, caller and id. The caches of callers, of events and of contacts fill as they would in production, up to their bounds; with more than 10,000 callers some would hold more.',
      'The ingress takes a tenth of the calls or so: a million webhooks would take too long.',
    ],
  },
  variants,
  figures,
  goals: [
    { variants, figures: ['most'], to: 220 },
    { variants, figures: ['growth'], to: 10 },
  ],
  rounds: 1,
  open: openMemoryBench,
}

async function openMemoryBench(context: RunContext): Promise<OpenBench<Variant, MemoryFigure>> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const tally = owned.use(await watchTally(stack, context.signal))
  const all = owned.move()
  // One for all, also when one is asked for twice: nobody has the time for another million.
  let drained: ReturnType<typeof drainLongBacklog> | undefined
  return {
    async measure(variant) {
      drained ??= drainLongBacklog(stack, tally, context)
      const ofAll = await drained
      return { ...ofAll[variant] }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
