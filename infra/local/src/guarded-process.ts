import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from './stack-error.ts'
import type { Watchdog } from './watchdog.ts'

export interface ProcessCommand {
  /** For messages, such as 'Kafka'. */
  readonly title: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Both output streams go there. Emptied first. */
  readonly logFile: string
  /** How long it may take to stop before it is killed. */
  readonly stopDeadlineMs: number
}

/** A server's process of ours. Disposing it asks it to stop, and insists after a while. */
export interface GuardedProcess extends AsyncDisposable {
  readonly pid: number
  /** Resolves with the reason when it ends before it is disposed; else it stays pending. */
  readonly broken: Promise<StackError>
  /** An error about this process that shows the end of its log. */
  complaint(what: string): Promise<StackError>
  /** Ends it at once, as a power cut would, and resolves when it is gone. That does not count as broken. */
  kill(): Promise<void>
}

/** Starts it in a process group of its own, so that Ctrl-C in a terminal leaves the order of stopping to us. */
export function startGuarded(command: ProcessCommand, watchdog: Watchdog): GuardedProcess {
  const log = openSync(command.logFile, 'w')
  const child = spawn(command.program, command.arguments, {
    env: command.env,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  // Without a listener the event would be an uncaught exception; the missing pid says the same.
  child.once('error', () => {})
  if (child.pid === undefined)
    throw new StackError(`${command.title} could not be started: ${command.program} does not run.`)
  watchdog.guard(child.pid)
  const exited = once(child, 'exit')
  let stopping: Promise<void> | undefined

  const broken = Promise.withResolvers<StackError>()
  child.once('exit', (code, signal) => {
    if (!stopping) void complaint(`ended by itself (${code ?? signal})`).then(broken.resolve)
  })

  async function complaint(what: string): Promise<StackError> {
    const log = await readFile(command.logFile, 'utf8').catch(() => 'It cannot be read any more.')
    return new StackError(
      `${command.title} ${what}. The last lines of its log, ${command.logFile}:\n${lastLines(log)}`,
    )
  }

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const patience = new AbortController()
    const insist = sleep(command.stopDeadlineMs, undefined, { signal: patience.signal }).then(
      () => void child.kill('SIGKILL'),
      () => {},
    )
    await exited
    patience.abort()
    await insist
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await exited
  }

  return {
    pid: child.pid,
    broken: broken.promise,
    complaint,
    kill: async () => (stopping ??= kill()),
    [Symbol.asyncDispose]: () => (stopping ??= stop()),
  }
}

/** The end of a log, without stack traces, which push what happened out of sight. */
export function lastLines(log: string, count = 15): string {
  return log
    .trimEnd()
    .split('\n')
    .filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line))
    .slice(-count)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n')
}
