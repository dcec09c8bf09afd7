import { fileURLToPath } from 'node:url'
import type { Vendors } from '../../kit/pipeline.ts'
import { startProcess } from '../pipeline/start-process.ts'

/**
 * Starts simulated vendors that take their time, each as a process of its own.
 * @param luck decides which requests the faults hit, once there are some
 */
export async function startSlowVendors(luck: number): Promise<Vendors> {
  await using cleanUp = new AsyncDisposableStack()
  const start = (name: string, ...args: string[]) =>
    startProcess<{ url: string }>(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), { args })
  const salesforce = cleanUp.use(await start('salesforce', String(luck)))
  const genesys = cleanUp.use(await start('genesys'))
  const owned = cleanUp.move()
  return {
    salesforceUrl: salesforce.url,
    genesysUrl: genesys.url,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
