import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError } from '@calltrail/runtime'
import type { Console } from '../../console.ts'
import { exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { TimeSpan } from '../../domain/time-span.ts'
import { errorText } from '../../error-text.ts'
import { timeText } from '../../table.ts'
import { spanOf } from './options.ts'
import type { ReconcileOptions } from './options.ts'
import { reconcileSpan } from './perform-run.ts'
import type { Surroundings } from './perform-run.ts'

const scheduleName = 'schedule'

/**
 * Compares what has ended since the last time, now and every `every` milliseconds. What fails is told, and is tried again with the next
 * run, which begins where the last one that did not fail has ended.
 */
export async function reconcileOnSchedule(
  console: Console,
  options: ReconcileOptions & { readonly every: number },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { every, lag } = options
  const { bookmarks } = surroundings
  const beginning =
    options.from === undefined ? console.now() - lag - every : spanOf(options, console.now()).from
  for (;;) {
    const startedAt = console.now()
    const from = (await bookmarks.read(scheduleName))?.doneUntil ?? beginning
    const to = startedAt - lag
    if (from < to) await reconcilePart(console, options, surroundings, { from, to })
    if (console.signal.aborted) return exitCodes.interrupted
    await sleep(Math.max(0, startedAt + every - console.now()), undefined, { signal: console.signal }).catch(
      () => {},
    )
    if (console.signal.aborted) return exitCodes.interrupted
  }
}

async function reconcilePart(
  console: Console,
  options: ReconcileOptions,
  surroundings: Surroundings,
  span: TimeSpan,
): Promise<void> {
  try {
    const { ended } = await reconcileSpan(console, options, surroundings, {
      span,
      name: scheduleName,
      resume: false,
    })
    if (ended?.by === 'failure') throw ended.failure as Error
  } catch (error) {
    // What is wrong with the configuration is still so in an hour.
    if (error instanceof ConfigError) throw error
    if (console.signal.aborted) return
    console.stderr.write(`${timeText(console.now())} ${errorText(error)}\n`)
  }
}
