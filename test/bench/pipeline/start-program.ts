/**
 * Servers that a bench needs beside the services, each as a process of its own: none waits for what the bench itself is doing.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import type { VendorAddresses } from '../../kit/pipeline.ts'

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

async function startProgram<Addresses>(
  name: string,
  ...args: readonly string[]
): Promise<Addresses & AsyncDisposable> {
  const program = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const child = execaNode(program, args, {
    stdin: 'pipe',
    stderr: 'inherit',
    buffer: false,
    reject: false,
    // Out of the terminal's process group: a Ctrl-C is for the parent. It ends when its input does.
    detached: true,
  })
  const ended = child.then(({ exitCode }) => {
    throw new Error(`The program ${name} ended (${exitCode}) before it was ready.`)
  })
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string]
  ended.catch(() => {})
  return {
    ...(JSON.parse(line) as Addresses),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await child
    },
  }
}
