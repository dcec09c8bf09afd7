import { callsEnded } from '@calltrail/schemas'
import { loadConfig } from '@calltrail/runtime'
import { tellCall } from '../../call/tell-call.ts'
import { linkConfig } from '../../config.ts'
import { printable, printJson } from '../../console.ts'
import type { Console } from '../../console.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { momentOf } from '../../domain/moment.ts'
import { openWatchDeskFor } from '../../health/desk.ts'
import { timeText } from '../../table.ts'
import type { Verb } from '../../verb.ts'
import { readingProgressOn } from '../dead-letters/progress.ts'
import { moment } from '../reconcile/options.ts'
import { linksBy } from './links.ts'
import { storyDocument } from './story-document.ts'
import { storyText } from './story-text.ts'

interface CallOptions {
  readonly since: string
  readonly reveal?: boolean
  readonly json?: boolean
}

const retentionDays = callsEnded.retentionMs / 86_400_000

export const callVerb: Verb = (parent, run) => {
  parent
    .command('call')
    .summary('the story of one call, and where it is now')
    .description(
      'Tells what became of a call, in order: accepted, enriched, every attempt that failed and why, its Task, its dead letter; where it is now, and its traces. A conversation with several agents has a story for each.',
    )
    .argument('<id>', 'a conversation id, or the event id of one agent’s part')
    .option(
      '--since <time>',
      'look back to: 30m, 2h, 7d ago, or an ISO date (UTC)',
      moment,
      `${retentionDays}d`,
    )
    .option('--reveal', 'show personal data too: numbers, names, free text')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
Examples
  calltrail call 7c2d1f0e-3b1a-4c5d-9e8f-0a1b2c3d4e5f
  calltrail call '7c2d1f0e-3b1a-4c5d-9e8f-0a1b2c3d4e5f:user-agent-1' --since 2h
  calltrail call 7c2d1f0e-3b1a-4c5d-9e8f-0a1b2c3d4e5f --json | jq '.events[].state'

It reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL; for links, TRACE_LINK and SALESFORCE_APP_URL, or SALESFORCE_LOGIN_URL.

Exit codes: 0 told, whatever became of it; 1 failed; 2 wrong usage; 3 nothing is known of it; 130 interrupted.`,
    )
    .action((name: string, options: CallOptions) => run((console) => call(console, name, options)))
}

async function call(console: Console, name: string, options: CallOptions): Promise<ExitCode> {
  const { env, now, signal, stdout, stderr } = console
  if (name.trim() === '') throw new ConsoleError(exitCodes.wrongUsage, 'An empty text names no call.')
  const since = momentOf(options.since, now())!
  const links = linksBy(loadConfig(linkConfig, env))
  const reveal = options.reveal ?? false
  await using desk = await openWatchDeskFor(console)
  const progress = readingProgressOn(stderr)
  const told = await tellCall(desk, { name, since, progress: progress.at, signal }).finally(progress.end)
  if (told.stories.length === 0) throw nothingKnown(name, since)
  if (options.json) printJson(console, storyDocument(told, { links, reveal }))
  else stdout.write(storyText(told, { links, reveal, now: now(), width: stdout.columns ?? 100 }))
  return exitCodes.done
}

function nothingKnown(name: string, since: number): ConsoleError {
  const message = `Nothing is known of ${printable(name)} since ${timeText(since)}. Either its webhook was never accepted, or it was on another day, or an ingress still has it on its disk.
'calltrail reconcile --from 2h' compares what Genesys knows of with what Calltrail has had, and '--repair' sends what is missing.`
  return new ConsoleError(exitCodes.nothingMatched, message)
}
