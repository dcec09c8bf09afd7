/**
 * What the services write, as files that can be followed while they run.
 */
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startWatchdog } from '@calltrail/local'

/** Where the log of each service is to be found. Disposing removes all of them. */
export interface ServiceLogs extends AsyncDisposable {
  readonly directory: string
  /** Copies what the service has written, and goes on writing, to `<name>.log`. */
  follow(service: { readonly name: string; readonly output: readonly string[] }): void
}

const everyMs = 250

export async function openServiceLogs(): Promise<ServiceLogs> {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail-start-'))
  const watchdog = startWatchdog(directory)
  const ended = new AbortController()
  const copies: Promise<void>[] = []

  async function copy(name: string, output: readonly string[]): Promise<void> {
    let copied = 0
    while (!ended.signal.aborted) {
      const news = output.slice(copied)
      copied += news.length
      if (news.length > 0)
        await appendFile(join(directory, `${name}.log`), news.map((line) => `${line}\n`).join(''))
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => {})
    }
  }

  return {
    directory,
    follow({ name, output }) {
      // A disk that is full costs the copy only: what a service wrote last is in memory too.
      copies.push(copy(name, output).catch(() => {}))
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await Promise.all(copies)
      await rm(directory, { recursive: true, force: true })
      await watchdog[Symbol.asyncDispose]()
    },
  }
}
