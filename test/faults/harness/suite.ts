/**
 * Faults, one after the other, on one bench; and at the end once more the books of all of them, for what came late.
 */
import type { Progress } from '@calltrail/local'
import { openBench } from './bench.ts'
import type { Fault } from './fault.ts'
import { runFault } from './run-fault.ts'
import type { RunOptions } from './run-fault.ts'
import { isLeftOut, withLateRecords } from './row.ts'
import type { Row } from './row.ts'

export interface SuiteOptions extends Omit<RunOptions, 'takeExits' | 'say'> {
  readonly progress: Progress
  /** Told of each process that ended by itself, with the end of what it wrote. */
  readonly onExit: (text: string) => void
}

export interface Suite extends AsyncDisposable {
  run(fault: Fault): Promise<Row>
  /** All rows so far, with what has come after their books were closed: an event may be published a second time late. */
  allRows(): Row[]
}

export async function openSuite(options: SuiteOptions): Promise<Suite> {
  const { progress, signal, onExit } = options
  const exits: string[] = []
  const rows: Row[] = []
  const bench = await openBench({
    progress,
    signal,
    onUnexpectedExit({ name, code, tail }) {
      exits.push(`${name} (${code ?? 'signal'})`)
      onExit(`${name} ended by itself (${code ?? 'signal'}):\n${tail.join('\n')}`)
    },
  })

  async function run(fault: Fault): Promise<Row> {
    progress.step(`${fault.name}: while calls flow, ${fault.what}`)
    try {
      const row = await outcomeOf(fault)
      rows.push(row)
      return row
    } finally {
      progress.end()
    }
  }

  async function outcomeOf(fault: Fault): Promise<Row> {
    const leftOut = await fault.leftOut?.()
    if (leftOut !== undefined) return { fault, leftOut }
    return runFault(bench, fault, `f${rows.length}`, {
      ...options,
      say: (what) => progress.detail(what),
      takeExits: () => exits.splice(0),
    })
  }

  return {
    run,
    allRows: () =>
      rows.map((row) => (isLeftOut(row) ? row : withLateRecords(row, bench.observer.seen(row.prefix)))),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  }
}
