import { PipelineError } from '@calltrail/runtime'
import { printable, printJson } from '../../console.ts'
import type { Console } from '../../console.ts'
import { openDeskWithCodec } from '../../dead-letters/desk.ts'
import { findDeadLetters, whyNotFound } from '../../dead-letters/find.ts'
import type { FoundDeadLetter } from '../../dead-letters/find.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { handleOf } from '../../domain/place.ts'
import type { Decoded, PayloadCodec } from '../../ports/payload-codec.ts'
import type { Verb } from '../../verb.ts'
import { checkName } from './selection-options.ts'
import { shownDeadLetter } from './shown-dead-letter.ts'
import { storyText } from './story-text.ts'

interface ShowOptions {
  readonly reveal?: boolean
  readonly json?: boolean
}

export const showVerb: Verb = (parent, run) => {
  parent
    .command('show')
    .summary('the story of one dead letter')
    .description('Tells the story of one dead letter, open or not, with its payload.')
    .argument('<handle>', 'its handle, or its event id')
    .option('--reveal', 'show personal data too: numbers, names, addresses, free text')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples
  calltrail dead-letters show enricher-2-117
  calltrail dead-letters show 'conversation-111:user-agent-1' --reveal
  calltrail dead-letters show sink-0-3 --reveal --json | jq .payload > payload.json

Exit codes: 0 shown; 1 failed; 2 wrong usage, or an event id that several dead letters have; 3 there is none of that name; 130 interrupted.`,
    )
    .action((name: string, options: ShowOptions) => run((console) => show(console, name, options)))
}

async function show(
  console: Console,
  name: string,
  { reveal = false, json }: ShowOptions,
): Promise<ExitCode> {
  checkName(name)
  await using desk = await openDeskWithCodec(console)
  const found = await findDeadLetters(desk.archive, name, console.signal)
  const [only, ...others] = found
  if (!only) throw new ConsoleError(exitCodes.nothingMatched, await whyNotFound(desk.archive, name))
  if (others.length > 0) throw ambiguous(name, found)

  const { place, value } = only.record
  const decoded = await decodeOrSayWhyNot(desk.codec, place.stage, value)
  const shown = shownDeadLetter(only, decoded, reveal)
  if (json) printJson(console, shown)
  else console.stdout.write(storyText(shown, console.now()))
  return exitCodes.done
}

/** A registry that is away hides the payload only, not the story. */
async function decodeOrSayWhyNot(
  codec: PayloadCodec,
  ...[stage, value]: Parameters<PayloadCodec['decode']>
): Promise<Decoded> {
  try {
    return await codec.decode(stage, value)
  } catch (error) {
    if (error instanceof PipelineError) return { kind: 'undecodable', reason: error.message }
    throw error
  }
}

function ambiguous(name: string, found: readonly FoundDeadLetter[]): ConsoleError {
  const handles = found.map(
    ({ record, resolution }) => `  ${handleOf(record.place)}  ${resolution?.kind ?? 'open'}`,
  )
  const message = `${found.length} dead letters have the event id ${printable(name)}. Name one by its handle:\n${handles.join('\n')}`
  return new ConsoleError(exitCodes.wrongUsage, message)
}
