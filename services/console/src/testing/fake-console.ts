import type { Console } from '../console.ts'

/** For tests: a process that keeps what was written. */
export function fakeConsole(changes: Partial<Console> = {}) {
  const written = { stdout: '', stderr: '' }
  const console: Console = {
    env: {},
    now: () => Date.parse('2026-03-14T12:00:00Z'),
    signal: new AbortController().signal,
    user: 'ann',
    stdout: { write: (text) => void (written.stdout += text) },
    stderr: { write: (text) => void (written.stderr += text) },
    readFile: async (path) => {
      throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
    },
    ...changes,
  }
  return { console, written }
}
