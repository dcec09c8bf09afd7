import { printJson, printJsonLine } from '../../console.ts'
import type { Console } from '../../console.ts'
import { openDesk } from '../../dead-letters/desk.ts'
import { visitOpenDeadLetters } from '../../dead-letters/open-dead-letters.ts'
import { exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { DeadLetter } from '../../domain/dead-letter.ts'
import { groupingAt } from '../../domain/groups.ts'
import type { Group } from '../../domain/groups.ts'
import { ageInWords } from '../../domain/moment.ts'
import { handleOf } from '../../domain/place.ts'
import type { Selection } from '../../domain/selection.ts'
import { counted, inThousands, tableOf, timeText } from '../../table.ts'
import type { Verb } from '../../verb.ts'
import { addFilterOptions, selectionOf, wholeNumber } from './selection-options.ts'
import type { FilterOptions } from './selection-options.ts'

interface ListOptions extends FilterOptions {
  readonly each?: boolean
  readonly limit: number
  readonly json?: boolean
}

export const listVerb: Verb = (parent, run) => {
  addFilterOptions(parent.command('list'))
    .summary('open dead letters, by stage, error code and age')
    .description('Lists the dead letters that are open at this moment, by stage, error code and age.')
    .option('--each', 'a line for each dead letter, with its handle')
    .option('--limit <n>', 'most lines of --each in a table', wholeNumber(1, 100_000), 200)
    .option('--json', 'one JSON document; with --each a JSON document per line, without a limit')
    .addHelpText(
      'after',
      `
Examples
  calltrail dead-letters list
  calltrail dead-letters list --stage sink --older-than 1d
  calltrail dead-letters list --code SALESFORCE_RECORD_REJECTED --each
  calltrail dead-letters list --each --json | jq -r .handle

Exit codes: 0 listed, also when none is open; 1 failed; 2 wrong usage; 130 interrupted.`,
    )
    .action((options: ListOptions) => run((console) => list(console, options)))
}

async function list(console: Console, options: ListOptions): Promise<ExitCode> {
  const now = console.now()
  const selection = selectionOf(options, now)
  await using desk = await openDesk(console)
  const visit = (onEach: (deadLetter: DeadLetter) => void) =>
    visitOpenDeadLetters(desk.archive, selection, ({ deadLetter }) => onEach(deadLetter), console.signal)

  if (options.each && options.json)
    await visit((deadLetter) => printJsonLine(console, lineDocument(deadLetter)))
  else if (options.each) console.stdout.write(await eachAsText(visit, options.limit, selection))
  else await listGroups(console, visit, selection, options.json ?? false)
  return exitCodes.done
}

type Visit = (onEach: (deadLetter: DeadLetter) => void) => Promise<unknown>

async function listGroups(
  console: Console,
  visit: Visit,
  selection: Selection,
  asJson: boolean,
): Promise<void> {
  const now = console.now()
  const grouping = groupingAt(now)
  await visit((deadLetter) => grouping.add(deadLetter))
  const groups = grouping.groups()
  const open = groups.reduce((sum, { count }) => sum + count, 0)
  if (asJson) {
    printJson(console, { at: new Date(now).toISOString(), open, groups: groups.map(groupDocument) })
  } else if (open === 0) {
    console.stdout.write(noneText(selection))
  } else {
    console.stdout.write(
      `${tableOf(groupColumns(now), groups)}\n${counted(open, 'open dead letter')}. 'dead-letters show <handle>' tells the story of one, 'list --each' has them all.\n`,
    )
  }
}

function groupColumns(now: number) {
  return [
    { title: 'Stage', cell: ({ stage }: Group) => stage },
    { title: 'Code', cell: ({ code }: Group) => code ?? '(none)' },
    { title: 'Age', cell: ({ age }: Group) => age },
    { title: 'Count', cell: ({ count }: Group) => inThousands(count), align: 'right' as const },
    { title: 'Oldest', cell: ({ oldest }: Group) => `${ageInWords(now - oldest)} ago` },
    { title: 'Newest', cell: ({ newest }: Group) => `${ageInWords(now - newest)} ago` },
    {
      title: 'Replayed before',
      cell: ({ replayedBefore }: Group) => replayedBefore,
      align: 'right' as const,
    },
    { title: 'Oldest one', cell: ({ handle }: Group) => handle },
  ]
}

function groupDocument({ oldest, newest, code, ...group }: Group) {
  return {
    ...group,
    code: code ?? null,
    oldest: new Date(oldest).toISOString(),
    newest: new Date(newest).toISOString(),
  }
}

async function eachAsText(visit: Visit, limit: number, selection: Selection): Promise<string> {
  const shown: DeadLetter[] = []
  let count = 0
  await visit((deadLetter) => {
    count += 1
    if (shown.length < limit) shown.push(deadLetter)
  })
  if (count === 0) return noneText(selection)
  const rest =
    count > limit
      ? `\n${counted(count - limit, 'more dead letter')}. A filter, --limit or --json shows them.\n`
      : `\n${counted(count, 'open dead letter')}.\n`
  const byTime = shown.toSorted((a, b) => a.failedAt - b.failedAt)
  return `${tableOf(eachColumns, byTime)}${rest}`
}

const eachColumns = [
  { title: 'Handle', cell: ({ place }: DeadLetter) => handleOf(place) },
  { title: 'Dead since', cell: ({ failedAt }: DeadLetter) => timeText(failedAt) },
  { title: 'Code', cell: ({ code }: DeadLetter) => code ?? '(none)' },
  { title: 'Attempts', cell: ({ attempts }: DeadLetter) => attempts, align: 'right' as const },
  { title: 'Replays', cell: ({ replays }: DeadLetter) => replays, align: 'right' as const },
  { title: 'Event', cell: ({ eventId }: DeadLetter) => eventId ?? '(unknown)' },
]

function lineDocument({ place, eventId, code, message, attempts, failedAt, replays, traceId }: DeadLetter) {
  return {
    handle: handleOf(place),
    stage: place.stage,
    eventId: eventId ?? null,
    code: code ?? null,
    message: message ?? null,
    attempts,
    failedAt: new Date(failedAt).toISOString(),
    replays,
    traceId: traceId ?? null,
  }
}

function noneText(selection: Selection): string {
  return Object.keys(selection).length === 0 ? 'No dead letter is open.\n' : 'No open dead letter matches.\n'
}
