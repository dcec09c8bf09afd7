/**
 * Faults, one after the other, on one bench; and at the end once more the books of all of them, for what came late.
 */
import type { Progress } from '@calltrail/local'
import { openBench } from './bench.ts'
import type { Fault } from './fault.ts'
import { audit, countOf } from './ledger.ts'
import { runFault } from './run-fault.ts'
import type { FaultRun, RunOptions } from './run-fault.ts'

export interface SuiteOptions extends Omit<RunOptions, 'takeExits' | 'say'> {
  readonly progress: Progress
  /** Told of each process that ended by itself, with the end of what it wrote. */
  readonly onExit: (text: string) => void
}

export interface Suite extends AsyncDisposable {
  run(fault: Fault): Promise<FaultRun>
  /** All runs so far, with what has come after their books were closed: an event may be published a second time late. */
  allRuns(): FaultRun[]
}

export async function openSuite(options: SuiteOptions): Promise<Suite> {
  const { progress, signal, onExit } = options
  const exits: string[] = []
  const runs: FaultRun[] = []
  const bench = await openBench({
    progress,
    signal,
    onUnexpectedExit({ name, code, tail }) {
      exits.push(`${name} (${code ?? 'signal'})`)
      onExit(`${name} ended by itself (${code ?? 'signal'}):\n${tail.join('\n')}`)
    },
  })

  async function run(fault: Fault): Promise<FaultRun> {
    progress.step(`${fault.name}: while calls flow, ${fault.what}`)
    try {
      const outcome = await runFault(bench, fault, `f${runs.length}`, {
        ...options,
        say: (what) => progress.detail(what),
        takeExits: () => exits.splice(0),
      })
      runs.push(outcome)
      return outcome
    } finally {
      progress.end()
    }
  }

  function withLateRecords(run: FaultRun): FaultRun {
    const late = countOf(audit(run.deliveries, bench.observer.seen(run.prefix)), 'doubled')
    if (late <= countOf(run.audit, 'doubled')) return run
    return { ...run, complaints: [...run.complaints, `doubled later: ${late}`] }
  }

  return {
    run,
    allRuns: () => runs.map(withLateRecords),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  }
}
