/**
 * Sees how a container ends, and what it said at last.
 */
import { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WaitStrategy } from 'testcontainers'
import { lastLines } from '../guarded-process.ts'
import { StackError } from '../stack-error.ts'

/** The engine's own view of a container. */
export type EngineContainer = Parameters<WaitStrategy['waitUntilReady']>[0]

/** From a start of the container to its end. */
export interface Run {
  readonly container: EngineContainer
  /** Resolves with the reason when it ends without that being expected; else it stays pending. */
  readonly broken: Promise<StackError>
  /** Resolves when it has ended. */
  readonly end: Promise<void>
  /** An error about it that shows the end of its log. */
  complaint(what: string): Promise<StackError>
  /** From now on its end is as it should be. */
  expectEnd(): void
}

/** @param container one that has just been started */
export function watchRun(title: string, container: EngineContainer): Run {
  const broken = Promise.withResolvers<StackError>()
  let endIsExpected = false

  const complaint = (what: string) => complaintAbout(title, container, what)

  async function untilEnd(): Promise<void> {
    const end = await endOf(container)
    if (!endIsExpected) broken.resolve(await complaint(end))
  }

  return {
    container,
    broken: broken.promise,
    end: untilEnd(),
    complaint,
    expectEnd() {
      endIsExpected = true
    },
  }
}

/** An error about a container that has ended, before anybody watched it; undefined when it has not. */
export async function earlyEnd(title: string, container: EngineContainer): Promise<StackError | undefined> {
  try {
    const { State: state } = await container.inspect()
    return state.Status === 'exited'
      ? await complaintAbout(title, container, endedByItself(state.ExitCode))
      : undefined
  } catch {
    return undefined
  }
}

async function complaintAbout(title: string, container: EngineContainer, what: string): Promise<StackError> {
  return new StackError(`${title} ${what}. The last lines of its log:\n${await logOf(container)}`)
}

const pauseMs = 250

async function endOf(container: EngineContainer): Promise<string> {
  for (;;) {
    try {
      const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
      return endedByItself(code)
    } catch {
      // A connection may be lost while all is well: the container itself is asked.
    }
    try {
      const { State: state } = await container.inspect()
      if (!state.Running) return endedByItself(state.ExitCode)
    } catch (error) {
      return `is out of sight: the Docker engine said ${reason(error)}`
    }
    await sleep(pauseMs, undefined, { ref: false })
  }
}

function endedByItself(code: number): string {
  return `ended by itself (${code})`
}

async function logOf(container: EngineContainer): Promise<string> {
  try {
    const log = await container.logs({ stdout: true, stderr: true, tail: 200 })
    return lastLines(await text(container, log))
  } catch (error) {
    return `  It cannot be read any more: ${reason(error)}`
  }
}

/** The engine sends both streams of a container in frames. */
async function text(container: EngineContainer, log: Buffer): Promise<string> {
  let lines = ''
  const sink = new Writable({
    write(chunk, _, done) {
      lines += String(chunk)
      done()
    },
  })
  const frames = Readable.from([log])
  const end = new Promise((resolve) => frames.once('end', resolve))
  ;(container.modem as { demuxStream(from: Readable, out: Writable, error: Writable): void }).demuxStream(
    frames,
    sink,
    sink,
  )
  await end
  return lines
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
