/**
 * The frame of a command that takes minutes and starts processes: it can be interrupted, leaves nothing running, and its exit code tells
 * the truth.
 */
import { CommanderError } from 'commander'

/**
 * Runs a command, and sets this process's exit code to what it resolves with: 130 when it was interrupted, commander's own for a wrong
 * command line, 1 for anything that it throws.
 * @param signal aborts at Ctrl-C; a second one ends the process at once, and the watchdogs stop what is left
 */
export async function runLongCommand(command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => interrupted.abort(new Error('interrupted')))
  try {
    process.exitCode = await command(interrupted.signal)
  } catch (error) {
    process.exitCode = report(error, interrupted.signal.aborted)
  }
}

function report(error: unknown, isInterrupted: boolean): number {
  if (isInterrupted) {
    console.error('Interrupted. Nothing is left running.')
    return 130
  }
  // It has told what is wrong by itself.
  if (error instanceof CommanderError) return error.exitCode
  console.error(error)
  return 1
}
