/**
 * Servers that a bench needs beside the services, each as a process of its own: none waits for what the bench itself is doing.
 */
import { fileURLToPath } from 'node:url'
import type { VendorAddresses } from '../../kit/pipeline.ts'
import { startProcess } from './start-process.ts'
import type { StartedProcess } from './start-process.ts'

/** Simulated Genesys and Salesforce, without any calls so far. */
export function startVendors(): Promise<VendorAddresses & AsyncDisposable> {
  return startProgram<VendorAddresses>('vendors')
}

/** A trace back-end that `answers` at once with an empty body, or `hangs`: takes everything and never answers. */
export function startTraceBackEnd(
  behaviour: 'answers' | 'hangs',
): Promise<{ readonly url: string } & AsyncDisposable> {
  return startProgram('trace-back-end', behaviour)
}

function startProgram<Addresses>(
  name: string,
  ...args: readonly string[]
): Promise<Addresses & StartedProcess> {
  return startProcess(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), { args })
}
