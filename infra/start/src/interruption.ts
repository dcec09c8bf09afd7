/**
 * Ctrl-C and its relatives. The first one asks for an orderly end; another one ends this process at once, and the
 * watchdogs stop what is left.
 */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm passes on to its child what the terminal has sent to it already, so that one Ctrl-C arrives twice. */
const sameKeystrokeMs = 1_000

/** An abort signal that follows the process's signals. Its reason is an {@link Interrupted}. */
export function interruption(
  on: (signal: NodeJS.Signals, listener: () => void) => void,
  force: (exitCode: number) => void,
  now: () => number,
): AbortSignal {
  const interrupted = new AbortController()
  let firstAt: number | undefined
  for (const signal of signals) {
    on(signal, () => {
      if (firstAt === undefined) {
        firstAt = now()
        interrupted.abort(new Interrupted())
      } else if (now() - firstAt >= sameKeystrokeMs) {
        force(interruptedExitCode)
      }
    })
  }
  return interrupted.signal
}

/** As shells have it for SIGINT. */
export const interruptedExitCode = 130

/** Thrown by what was under way when the end was asked for. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor() {
    super('interrupted')
  }
}
