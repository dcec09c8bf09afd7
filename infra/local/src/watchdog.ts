import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * Reads process ids until its input ends, which it does however the parent dies. Then it stops those processes,
 * and removes the directory that was to go with them. One that ignores SIGTERM for 10 s is killed.
 */
const script = `
pids=
while read -r pid; do pids="$pids $pid"; done
alive() { for pid in $pids; do kill -0 "$pid" 2>/dev/null && return 0; done; return 1; }
kill -TERM $pids 2>/dev/null
tries=0
while alive && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -KILL $pids 2>/dev/null
[ -z "$1" ] || rm -rf -- "$1"
`

/** Sees to it that processes do not outlive this one, not even when it is killed by SIGKILL. */
export interface Watchdog extends AsyncDisposable {
  /** @param pid a process's id, or that of a process group, negated */
  guard(pid: number): void
}

/**
 * @param leftover a directory to remove when this process dies without having disposed the watchdog
 */
export function startWatchdog(leftover?: string): Watchdog {
  const shell = spawn('sh', ['-c', script, 'calltrail-watchdog', leftover ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of the terminal's process group: Ctrl-C must not reach it before its parent has acted.
    detached: true,
  })
  const exited = once(shell, 'exit')
  shell.unref()
  // A shell that is gone already cannot be told anything; there is nobody to tell that either.
  shell.stdin.on('error', () => {})
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return {
    guard: (pid) => void shell.stdin.write(`${pid}\n`),
    async [Symbol.asyncDispose]() {
      shell.ref()
      shell.kill('SIGKILL')
      await exited
    },
  }
}
