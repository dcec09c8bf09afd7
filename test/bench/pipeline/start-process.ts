/**
 * A program as a process of its own. It writes one line of JSON when it is ready, and ends with its standard input.
 */
import { once } from 'node:events'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { execaNode } from 'execa'

export interface ProcessOptions {
  readonly args?: readonly string[]
  /** All variables that it has, besides PATH. Without them it has those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

export interface StartedProcess extends AsyncDisposable {
  readonly pid: number
}

/**
 * Resolves with what the program announced. Disposing ends it, and waits until it has ended.
 * @param file the program's path
 * @throws {Error} when it ends before it is ready; what it says of that is on standard error
 */
export async function startProcess<Announced>(
  file: string,
  { args = [], env }: ProcessOptions = {},
): Promise<Announced & StartedProcess> {
  const child = execaNode(file, args, {
    ...(env && { env: { PATH: process.env['PATH'], ...env }, extendEnv: false }),
    stdin: 'pipe',
    stderr: 'inherit',
    buffer: false,
    reject: false,
    // Out of the terminal's process group: a Ctrl-C is for the parent. It ends when its input does.
    detached: true,
  })
  const ended = child.then(({ exitCode }) => {
    throw new Error(`The program ${basename(file)} ended (${exitCode}) before it was ready.`)
  })
  const lines = createInterface(child.stdout)
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
  ended.catch(() => {})
  // What a program that is ready writes is read by nobody, and must not hold it up.
  lines.close()
  child.stdout.resume()
  // Of one that has ended by itself, there is no input to end.
  child.stdin.on('error', () => {})
  return {
    ...(JSON.parse(line) as Announced),
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await child
    },
  }
}
