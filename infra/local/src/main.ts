import { join } from 'node:path'
import { parseCommandLine, usage } from './command-line.ts'
import { progressOn } from './progress.ts'
import { runStack } from './run-stack.ts'
import { StackError } from './stack-error.ts'

const stopping = new AbortController()
// Once: a second Ctrl-C ends this process at once, and the watchdog stops what is left.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())

try {
  const command = parseCommandLine(process.argv.slice(2))
  if (command.kind === 'help') {
    process.stdout.write(usage)
  } else {
    const own = join(import.meta.dirname, '../../../.calltrail')
    await runStack({
      env: process.env,
      ...(command.secure
        ? { userDirectory: join(own, 'users') }
        : { dataDirectory: join(own, 'stack'), fresh: command.fresh }),
      progress: progressOn(process.stderr),
      signal: stopping.signal,
      say: (line) => console.error(line),
      print: (line) => console.log(line),
    })
  }
} catch (error) {
  if (stopping.signal.aborted) {
    process.exitCode = 130
  } else if (error instanceof StackError) {
    console.error(error.message)
    process.exitCode = 1
  } else {
    throw error
  }
}
