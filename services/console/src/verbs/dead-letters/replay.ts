import type { Console } from '../../console.ts'
import { openDeskWithCodec } from '../../dead-letters/desk.ts'
import { editedRecord } from '../../dead-letters/edited-record.ts'
import type { Plan } from '../../dead-letters/plan.ts'
import { planReplay, replayDeed } from '../../dead-letters/replay.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { DeadLetterRecord } from '../../domain/dead-letter.ts'
import { handleOf } from '../../domain/place.ts'
import type { ReplayedRecord } from '../../domain/replay.ts'
import type { DeadLetterArchive } from '../../ports/dead-letter-archive.ts'
import type { PayloadCodec } from '../../ports/payload-codec.ts'
import type { Verb } from '../../verb.ts'
import { performPlan } from './perform-plan.ts'
import type { PerformOptions } from './perform-plan.ts'
import { addFilterOptions, explicitSelectionOf, wholeNumber, words } from './selection-options.ts'
import type { GroupOptions } from './selection-options.ts'

interface ReplayOptions extends GroupOptions, PerformOptions {
  readonly rate: number
  readonly maxReplays: number
  readonly force?: boolean
  readonly payload?: string
  readonly reason?: string
  readonly by?: string
}

export const replayVerb: Verb = (parent, run) => {
  addFilterOptions(parent.command('replay'))
    .summary('send dead letters to their stage again')
    .description(
      'Sends open dead letters to the first retry topic of their stage, byte-identical and untried. Each is resolved in the same transaction: an interrupted replay loses and doubles nothing, and the same command goes on with the rest.',
    )
    .argument('[handles...]', 'handles or event ids')
    .option('--all', 'every open dead letter')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--rate <n>', 'records per second', wholeNumber(1, 10_000), 50)
    .option('--max-replays <n>', 'leave records that were replayed this often', wholeNumber(0, 1_000), 3)
    .option('--force', 'also what was replayed too often, or cannot be decoded')
    .option('--payload <file>', 'send this JSON payload instead, for one dead letter')
    .option('--reason <text>', 'why; kept with the resolution, so no personal data', words)
    .option('--by <name>', 'who does it (default: the user of the operating system)', words)
    .option('--yes', 'do not ask before more than one is replayed')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples
  calltrail dead-letters replay enricher-2-117
  calltrail dead-letters replay --stage sink --code SALESFORCE_RECORD_REJECTED --dry-run
  calltrail dead-letters replay --stage sink --older-than 1h --rate 20 --yes
  calltrail dead-letters show sink-0-3 --reveal --json | jq .payload > payload.json
  calltrail dead-letters replay sink-0-3 --payload payload.json

Exit codes: 0 replayed; 1 failed; 2 wrong usage, or a payload that does not fit; 3 nothing matched; 4 some were left as they are; 130 interrupted.`,
    )
    .action((names: string[], options: ReplayOptions) => run((console) => replay(console, names, options)))
}

async function replay(console: Console, names: readonly string[], options: ReplayOptions): Promise<ExitCode> {
  const selection = explicitSelectionOf(options, console.now(), names)
  const payload = await payloadIn(console, options.payload, names)
  await using desk = await openDeskWithCodec(console)
  // Before anything is read: what another console has under way is then settled. A dry run disturbs nobody.
  await using journal = options.dryRun ? undefined : await desk.openJournal()

  const limits = { maxReplays: options.maxReplays, force: options.force ?? payload !== undefined }
  const plan = await planReplay(desk, selection, limits, console.signal)
  const edited = payload === undefined ? undefined : await editTheOne(desk, plan, payload, console)
  const said = { by: options.by ?? console.user, reason: options.reason, editedRecord: edited }
  return await performPlan(console, {
    verb: 'replay',
    archive: desk.archive,
    journal,
    plan,
    deedFor: (open) => replayDeed(open, { ...said, now: console.now() }),
    recordsPerSecond: options.rate,
    options,
  })
}

/** The text of the payload file. */
async function payloadIn(
  console: Console,
  path: string | undefined,
  names: readonly string[],
): Promise<string | undefined> {
  if (path === undefined) return undefined
  if (names.length !== 1) {
    throw new ConsoleError(
      exitCodes.wrongUsage,
      'Give one handle with --payload: a payload is for one dead letter.',
    )
  }
  try {
    return await console.readFile(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new ConsoleError(exitCodes.wrongUsage, `The payload cannot be read from ${path}: ${code}.`)
  }
}

/** @throws {ConsoleError} when several dead letters were meant, or the payload does not fit */
async function editTheOne(
  { archive, codec }: { readonly archive: DeadLetterArchive; readonly codec: PayloadCodec },
  plan: Plan,
  payload: string,
  console: Console,
): Promise<ReplayedRecord | undefined> {
  const records: DeadLetterRecord[] = []
  await archive.read(
    plan.spans,
    async (read) => void records.push(...read.filter(({ place }) => plan.includes(place))),
    console.signal,
  )
  if (records.length > 1) {
    const handles = records.map(({ place }) => handleOf(place)).join(', ')
    throw new ConsoleError(exitCodes.wrongUsage, `A payload is for one dead letter. Name one of ${handles}.`)
  }
  return records[0] && editedRecord(codec, records[0], payload, console.now())
}
