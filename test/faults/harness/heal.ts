import type { Bench } from './bench.ts'

/** Takes every fault away, whether it was there or not. */
export async function heal(bench: Bench): Promise<void> {
  for (const proxy of Object.values(bench.proxies)) await proxy.set({ kind: 'pass' })
  await bench.salesforce.control('DELETE', '/faults')
  await bench.genesys.control('DELETE', '/faults')
}

/** Starts every service anew, after a fault that they did not get over. */
export async function startAfresh({ services }: Bench): Promise<void> {
  await Promise.all(
    Object.values(services).map(async (replicas) => {
      await Promise.all(replicas.all().map((replica) => replica.kill()))
      await replicas.scale(1)
    }),
  )
}
