import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { runConsole } from './app.ts'
import type { Screen } from './console.ts'
import { exitCodes } from './domain/console-error.ts'
import { isAnsweredYes } from './question.ts'

/** npm passes on to its child what the terminal has sent to it already, so that one Ctrl-C arrives twice. */
const sameKeystrokeMs = 1_000

const interruption = new AbortController()
let interruptedAt: number | undefined
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interruptedAt ??= performance.now()
    interruption.abort()
    if (performance.now() - interruptedAt > sameKeystrokeMs) process.exit(exitCodes.interrupted)
  })
}
// A reader such as `head` has seen enough.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))

process.exitCode = await runConsole(process.argv.slice(2), {
  env: process.env,
  now: Date.now,
  signal: interruption.signal,
  user: userName(),
  stdout: screenOf(process.stdout),
  stderr: screenOf(process.stderr),
  ...(process.stdin.isTTY ? { confirm } : {}),
  readFile: (path) => readFile(path, 'utf8'),
})
// kafkajs goes on for a while to look for a broker that is not there.
setTimeout(() => process.exit(), 500).unref()

function confirm(question: string): Promise<boolean> {
  return isAnsweredYes(question, process.stdin, process.stderr, interruption.signal)
}

function screenOf(stream: NodeJS.WriteStream): Screen {
  const write = (text: string) => void stream.write(text)
  return stream.isTTY ? { write, columns: stream.columns } : { write }
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
