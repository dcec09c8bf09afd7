/**
 * Sees how a container ends, and what it said at last.
 */
import { Readable, Writable } from 'node:stream'
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

  async function complaint(what: string): Promise<StackError> {
    return new StackError(`${title} ${what}. The last lines of its log:\n${await logOf(container)}`)
  }

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

async function endOf(container: EngineContainer): Promise<string> {
  try {
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
    return `ended by itself (${code})`
  } catch (error) {
    return `is out of sight: the Docker engine said ${reason(error)}`
  }
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
