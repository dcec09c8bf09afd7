import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Progress } from '../progress.ts'
import { StackError } from '../stack-error.ts'
import { startWatchdog } from '../watchdog.ts'
import { moduleFolder, type GoToolEntry } from './tools.ts'

export interface BuildOptions {
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** A tool that is the same wherever it is built, without what only a debugger needs. */
export function buildArguments(entry: GoToolEntry): string[] {
  return [
    'build',
    // The user's GOFLAGS might allow go.mod to be changed.
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags=-s -w',
    ...(entry.tags.length > 0 ? [`-tags=${entry.tags.join(',')}`] : []),
  ]
}

/**
 * Builds a tool into `output`. Takes minutes and all cores, so it gives way to everything else.
 * @param temporaryDirectory for what the compiler leaves behind when it is killed
 * @throws StackError with the end of what the compiler says
 */
export async function buildGoTool(
  entry: GoToolEntry,
  { output, temporaryDirectory }: { output: string; temporaryDirectory: string },
  { env, progress, signal }: BuildOptions,
): Promise<void> {
  signal?.throwIfAborted()
  const compiler = spawn(
    'nice',
    ['-n', '19', 'go', ...buildArguments(entry), '-v', '-o', output, entry.package],
    {
      cwd: moduleFolder(entry),
      env: { ...env, CGO_ENABLED: '0', GOWORK: 'off', GOTMPDIR: temporaryDirectory },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own: the compilers that it starts must end with it.
      detached: true,
    },
  )
  await using watchdog = startWatchdog()
  if (compiler.pid !== undefined) watchdog.guard(-compiler.pid)
  const closed = new Promise<number | null>((resolve) => compiler.once('close', resolve))
  // Without a listener the event would be an uncaught exception; the exit code says the same.
  compiler.once('error', () => {})
  const stopped = new AbortController()
  const abort = (): void => void stop(compiler.pid, stopped.signal)
  signal?.addEventListener('abort', abort, { once: true })

  const words: string[] = []
  let steps = 0
  for await (const line of createInterface({ input: compiler.stderr })) {
    if (isStep(line)) progress.detail(`${++steps} packages so far`)
    else words.push(line)
  }
  const code = await closed
  stopped.abort()
  signal?.removeEventListener('abort', abort)
  signal?.throwIfAborted()
  if (code !== 0) throw buildFailed(entry, words)
}

/** What `go build -v` says while all is well: a module that it downloads, or the path of a package that it compiles. */
export function isStep(line: string): boolean {
  return /^go: (downloading|finding) /.test(line) || /^[\w.~/-]+$/.test(line)
}

/** Asks the compiler to stop, which then removes its files, and insists after a while. */
async function stop(pid: number | undefined, stopped: AbortSignal): Promise<void> {
  if (pid === undefined) return
  process.kill(-pid, 'SIGINT')
  try {
    await sleep(5_000, undefined, { signal: stopped })
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has stopped.
  }
}

function buildFailed({ title }: GoToolEntry, words: readonly string[]): StackError {
  const reason = words.slice(-10).map((line) => `  ${line.slice(0, 300)}`)
  return new StackError(
    `${title} could not be built from source. Go says:\n${reason.join('\n')}\n` +
      'Where it lacks the network, see to that and to GOPROXY; what has been built is kept for the next try.',
  )
}
