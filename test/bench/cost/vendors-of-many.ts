import { fileURLToPath } from 'node:url'
import type { Vendors } from '../../kit/pipeline.ts'
import { startProcess } from '../pipeline/start-process.ts'

/** Simulated Genesys and Salesforce as a process of their own, with thousands of customers and without any calls so far. */
export function startVendorsOfMany(): Promise<Vendors> {
  return startProcess(fileURLToPath(new URL('programs/vendors-of-many.ts', import.meta.url)))
}
