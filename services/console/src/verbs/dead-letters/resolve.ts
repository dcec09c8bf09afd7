import type { Console } from '../../console.ts'
import { openDesk } from '../../dead-letters/desk.ts'
import { makePlan } from '../../dead-letters/plan.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { resolutionOf } from '../../domain/resolution.ts'
import type { Verb } from '../../verb.ts'
import { performPlan } from './perform-plan.ts'
import type { PerformOptions } from './perform-plan.ts'
import { addFilterOptions, explicitSelectionOf, words } from './selection-options.ts'
import type { GroupOptions } from './selection-options.ts'

interface ResolveOptions extends GroupOptions, PerformOptions {
  readonly reason: string
  readonly by?: string
}

/** Nobody waits for what is written here, so it need not be slow. */
const recordsPerSecond = 10_000

export const resolveVerb: Verb = (parent, run) => {
  addFilterOptions(parent.command('resolve'))
    .summary('say that dead letters need nothing more')
    .description(
      'Says that dead letters need nothing more. They count as open no longer, and are not replayed.',
    )
    .argument('[handles...]', 'handles or event ids')
    .requiredOption('--reason <text>', 'why; kept for weeks, so no personal data', words)
    .option('--all', 'every open dead letter')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--by <name>', 'who does it (default: the user of the operating system)', words)
    .option('--yes', 'do not ask before more than one is resolved')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples
  calltrail dead-letters resolve sink-0-3 --reason 'the contact was deleted on purpose'
  calltrail dead-letters resolve --code RECORD_UNDECODABLE --older-than 7d --reason 'a load test of 3 March' --yes

Exit codes: 0 resolved; 1 failed; 2 wrong usage; 3 nothing matched; 4 some were left as they are; 130 interrupted.`,
    )
    .action((names: string[], options: ResolveOptions) => run((console) => resolve(console, names, options)))
}

async function resolve(
  console: Console,
  names: readonly string[],
  options: ResolveOptions,
): Promise<ExitCode> {
  const selection = explicitSelectionOf(options, console.now(), names)
  await using desk = await openDesk(console)
  await using journal = options.dryRun ? undefined : await desk.openJournal()
  const plan = await makePlan(desk.archive, selection, () => undefined, console.signal)
  const verdict = { kind: 'resolved', by: options.by ?? console.user, reason: options.reason } as const
  return await performPlan(console, {
    verb: 'resolve',
    archive: desk.archive,
    journal,
    plan,
    deedFor: ({ deadLetter }) => ({
      resolution: resolutionOf(deadLetter, { ...verdict, at: console.now() }),
    }),
    recordsPerSecond,
    options,
  })
}
