/** Kafka and the registry that are away. */
import type { Fault } from '../harness/fault.ts'

export const brokerKilled: Fault = {
  name: 'broker-killed',
  what: 'the broker is killed (-9), and started again on its data',
  isShort: true,
  async during({ bench, hold }) {
    await bench.broker.kill()
    await hold(5_000, 2_000)
    await bench.broker.start()
  },
}

export const kafkaFaults: readonly Fault[] = [
  brokerKilled,
  {
    name: 'broker-unreachable',
    what: 'the broker refuses connections for a minute',
    async during({ bench, hold }) {
      await bench.proxies.kafka.set({ kind: 'refuse' })
      await hold(60_000, 15_000)
      await bench.proxies.kafka.set({ kind: 'pass' })
    },
  },
  {
    name: 'registry-down',
    what: 'the schema registry refuses connections while all services run',
    async during({ bench, hold }) {
      await bench.proxies.registry.set({ kind: 'refuse' })
      await hold(10_000)
      await bench.proxies.registry.set({ kind: 'pass' })
    },
  },
  {
    name: 'registry-down-at-start',
    what: 'the schema registry refuses connections while every service is started anew',
    // Nobody takes webhooks while the only ingress starts.
    mayRefuse: true,
    async during({ bench, hold }) {
      await bench.proxies.registry.set({ kind: 'refuse' })
      const replicas = Object.values(bench.services).map(({ one }) => one())
      await Promise.all(replicas.map((replica) => replica.kill()))
      await hold(10_000)
      await bench.proxies.registry.set({ kind: 'pass' })
      await Promise.all(replicas.map((replica) => replica.untilReady()))
    },
  },
]
