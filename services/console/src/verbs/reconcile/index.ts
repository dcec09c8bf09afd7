import { Option } from 'commander'
import type { Console } from '../../console.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import type { Verb } from '../../verb.ts'
import { wholeNumber } from '../dead-letters/selection-options.ts'
import { reconcileOnSchedule } from './on-schedule.ts'
import { checkOptions, duration, moment } from './options.ts'
import type { ReconcileOptions } from './options.ts'
import { realSurroundings, reconcileOnce } from './perform-run.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export const reconcileVerb: Verb = (parent, run) => {
  parent
    .command('reconcile')
    .summary('find calls that Genesys knows of and Salesforce does not')
    .description(
      "Compares Genesys Cloud's own list of voice conversations that ended in a time with what became of them: in calls.logged.v1, in the dead letters, and in Salesforce. It prints those that are not where they belong, and why.",
    )
    .option('--from <time>', 'ended since: 30m, 2h, 7d ago, or an ISO date (UTC)', moment)
    .option('--to <time>', 'ended before (default: now, less --lag)', moment)
    .option('--repair', 'send what was never received through the ingress, as if its webhook had come')
    .option('--per-second <n>', 'calls that are sent per second', wholeNumber(1, 1_000), 5)
    .option(
      '--every <duration>',
      'again and again: what has ended since the last time',
      duration(minute, 7 * day, 'like 15m, 1h or 1d, from 1m to 7d'),
    )
    .addOption(
      new Option('--lag <duration>', 'leave out calls that ended so recently: they may be on their way')
        .argParser(duration(0, day, 'like 15m or 1h, to 1d'))
        .default(15 * minute, '15m'),
    )
    .option('--salesforce', 'ask Salesforce, too, whether it has the Tasks; an API call for some hundreds')
    .option('--restore', 'with --repair --salesforce: also calls whose Task was deleted')
    .addOption(
      new Option('--longest-call <duration>', 'how long a call may have taken that began on an earlier day')
        .argParser(duration(0, 2 * day, 'like 4h, to 2d'))
        .default(4 * hour, '4h'),
    )
    .option('--skipped', 'show the calls that were skipped, and why')
    .option('--limit <n>', 'most lines of a day in a table', wholeNumber(1, 100_000), 200)
    .option('--state <file>', 'where it remembers how far it has come', '.calltrail/reconcile.json')
    .option('--fresh', 'do not go on where an earlier run of the same range stopped')
    .option('--yes', 'do not ask before calls are sent')
    .option('--json', 'a JSON document per line: each call, and at the end a summary')
    .addHelpText(
      'after',
      `
Examples
  calltrail reconcile --from 2h
  calltrail reconcile --from 2026-03-14 --to 2026-03-15 --salesforce
  calltrail reconcile --from 2026-03-14 --to 2026-03-15 --repair
  calltrail reconcile --every 1h --repair
  calltrail reconcile --from 1d --json | jq -r 'select(.state == "never-received").eventId'

It reads KAFKA_BROKERS, SCHEMA_REGISTRY_URL and GENESYS_*; with --repair INGRESS_URL and GENESYS_WEBHOOK_SECRET; with --salesforce, or for calls of more than 30 days ago, SALESFORCE_*.

Exit codes: 0 all calls are accounted for, or were sent; 1 failed; 2 wrong usage; 4 some are not where they belong; 130 interrupted.`,
    )
    .action((options: ReconcileOptions) => run((console) => reconcile(console, options)))
}

async function reconcile(console: Console, options: ReconcileOptions): Promise<ExitCode> {
  checkOptions(options)
  const surroundings = realSurroundings(options)
  const { every } = options
  return every === undefined
    ? reconcileOnce(console, options, surroundings)
    : reconcileOnSchedule(console, { ...options, every }, surroundings)
}
