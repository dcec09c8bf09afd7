/** Two things at a time. */
import type { Fault } from '../harness/fault.ts'
import { answered } from '../harness/signs.ts'
import { rowLocks, salesforceOutage } from './salesforce.ts'

export const pairs: readonly Fault[] = [
  {
    name: 'salesforce-down-and-sink-killed',
    what: 'the sink is killed (-9) while Salesforce is down',
    signs: [salesforceOutage],
    async during({ bench, hold }) {
      await bench.proxies.salesforce.set({ kind: 'refuse' })
      await hold(3_000)
      await bench.services.sink.one().kill()
      await bench.services.sink.one().untilReady()
      await hold(3_000)
      await bench.proxies.salesforce.set({ kind: 'pass' })
    },
  },
  {
    name: 'broker-killed-and-enricher-killed',
    what: 'the enricher is killed (-9) while the broker starts again after a kill',
    signs: [answered('spooled')],
    async during({ bench }) {
      await bench.broker.kill()
      await Promise.all([bench.broker.start(), bench.services.enricher.one().kill()])
      await bench.services.enricher.one().untilReady()
    },
  },
  {
    name: 'rebalances-and-row-locks',
    what: 'sinks come and go while 10 % of the records meet row locks',
    signs: rowLocks.signs,
    deadLetters: rowLocks.deadLetters,
    async during({ bench, hold }) {
      await bench.salesforce.fail(...rowLocks.rules)
      for (const count of [2, 3, 1]) {
        await bench.services.sink.scale(count)
        await hold(2_000)
      }
      await bench.salesforce.control('DELETE', '/faults')
    },
  },
  {
    name: 'kafka-away-and-ingress-killed',
    what: 'the ingress is killed (-9) while Kafka is away and calls stand in its spool',
    signs: [answered('spooled')],
    async during({ bench, hold }) {
      await bench.proxies.kafka.set({ kind: 'refuse' })
      await hold(5_000)
      await bench.services.ingress.one().kill()
      await bench.services.ingress.one().untilReady()
      await hold(3_000)
      await bench.proxies.kafka.set({ kind: 'pass' })
    },
  },
]
