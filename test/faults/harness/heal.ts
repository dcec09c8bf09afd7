import type { Bench } from './bench.ts'
import type { Fault } from './fault.ts'

/** Takes every fault away, whether it was there or not. */
export async function heal({ proxies, services, salesforce, genesys }: Bench): Promise<void> {
  for (const way of Object.values(proxies)) await way.set({ kind: 'pass' })
  for (const replicas of Object.values(services)) replicas.all().forEach((replica) => replica.thaw())
  await salesforce.control('DELETE', '/faults')
  await genesys.control('DELETE', '/faults')
}

/** Puts back what the fault left until the backlog was drained. Returns what went wrong: the faults after it are to be run all the same. */
export async function clearAway({ afterwards }: Pick<Fault, 'afterwards'>, bench: Bench): Promise<string[]> {
  return complaint('it could not be cleared away', async () => afterwards?.(bench))
}

/** Starts every service anew, after a fault that they did not get over. Returns what went wrong. */
export async function startAfresh({ services }: Bench): Promise<string[]> {
  return complaint('the services do not start again', () =>
    Promise.all(
      Object.values(services).map(async (replicas) => {
        await Promise.all(replicas.all().map((replica) => replica.kill()))
        await replicas.scale(1)
      }),
    ),
  )
}

async function complaint(what: string, work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work()
    return []
  } catch (error) {
    return [`${what}: ${String(error)}`]
  }
}
