/** A network in between that is slow, cuts connections, or swallows what is sent. */
import type { Dependency } from '../harness/bench.ts'
import type { Fault } from '../harness/fault.ts'
import { answered, circuitOpened } from '../harness/signs.ts'
import type { Sign } from '../harness/signs.ts'

const names = { kafka: 'Kafka', salesforce: 'Salesforce', genesys: 'Genesys' } as const
const dependencies = ['kafka', 'salesforce', 'genesys'] as const satisfies readonly Dependency[]

const slow = (dependency: (typeof dependencies)[number]): Fault => ({
  name: `network-slow-to-${dependency}`,
  what: `everything to and from ${names[dependency]} takes 100 ms longer`,
  async during({ bench, hold }) {
    await bench.proxies[dependency].set({ kind: 'delay', delayMs: 100 })
    await hold(10_000)
    await bench.proxies[dependency].set({ kind: 'pass' })
  },
})

const cuts = (dependency: (typeof dependencies)[number]): Fault => ({
  name: `network-cuts-${dependency}`,
  what: `all connections to ${names[dependency]} are reset, every two seconds`,
  async during({ bench, hold, object }) {
    let met = 0
    for (let time = 0; time < 5; time++) {
      met += bench.proxies[dependency].connections()
      bench.proxies[dependency].cut()
      await hold(2_000)
    }
    if (met === 0) object('no connection was open when it was cut')
  },
})

/** What a dependency that does not answer leads to. */
const unanswered: Readonly<Record<(typeof dependencies)[number], Sign>> = {
  kafka: answered('spooled'),
  salesforce: circuitOpened('salesforce', 'enricher'),
  genesys: circuitOpened('genesys', 'enricher'),
}

const swallows = (dependency: (typeof dependencies)[number]): Fault => ({
  name: `network-swallows-${dependency}`,
  what: `connections to ${names[dependency]} stay open for 20 s, and nothing comes through; then they are reset`,
  drainWithinMs: 120_000,
  signs: [unanswered[dependency]],
  async during({ bench, hold }) {
    await bench.proxies[dependency].set({ kind: 'blackhole' })
    await hold(20_000)
    bench.proxies[dependency].cut()
    await bench.proxies[dependency].set({ kind: 'pass' })
  },
})

export const networkFaults: readonly Fault[] = [slow, cuts, swallows].flatMap((kind) =>
  dependencies.map(kind),
)
