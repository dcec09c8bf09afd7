import { printJson } from '../../console.ts'
import type { Console } from '../../console.ts'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import type { ExitCode } from '../../domain/console-error.ts'
import { momentOf } from '../../domain/moment.ts'
import type { TimeSpan } from '../../domain/time-span.ts'
import { openWatchDeskFor } from '../../health/desk.ts'
import { lookoutOn } from '../../health/lookout.ts'
import { takeHealth } from '../../health/take-health.ts'
import type { Verb } from '../../verb.ts'
import { readingProgressOn } from '../dead-letters/progress.ts'
import { moment } from '../reconcile/options.ts'
import { healthDocument } from './health-document.ts'
import { healthText } from './health-text.ts'

interface HealthOptions {
  readonly from: string
  readonly to?: string
  readonly json?: boolean
}

export const healthVerb: Verb = (parent, run) => {
  parent
    .command('health')
    .summary('how Calltrail is: calls logged and failed, what waits, what is wrong')
    .description(
      'Counts what became of the calls that were accepted in a time, and looks at the stages as they are now: from Kafka alone, so it is true after restarts and for all replicas.',
    )
    .option('--from <time>', 'accepted since: 30m, 2h, 7d ago, or an ISO date (UTC)', moment, '1h')
    .option('--to <time>', 'accepted before (default: now)', moment)
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      `
What is counted: calls that Kafka had first in the time, each once, however often its webhook came. What an ingress still has on its disk counts once Kafka has it.
  Total calls   = Logged + Skipped + Failed + Resolved + In flight
  Logged        with a Task in Salesforce
  Skipped       without a Task, on purpose, by reason
  Failed        with a dead letter that is open
  Resolved      with a dead letter of which somebody has said that it needs nothing more
  In flight     with neither yet: on its way, or waiting for a retry or for Salesforce
  Not found     logged or skipped, and nobody in Salesforce has the customer's number
  Average time  from the webhook's arrival until Salesforce had confirmed the Task
  Success rate  logged / (logged + failed); below 95 % it is an alert

Alerts: more than 5 % failed, a call in flight for more than 15 minutes, a stage without a process, a record or a retry that a stage has not taken for more than 20 seconds.

Examples
  calltrail health
  calltrail health --from 2026-03-14 --to 2026-03-15
  calltrail health --json | jq .calls

It reads KAFKA_BROKERS and SCHEMA_REGISTRY_URL.

Exit codes: 0 all is well; 1 failed; 2 wrong usage; 4 there is an alert; 130 interrupted.`,
    )
    .action((options: HealthOptions) => run((console) => health(console, options)))
}

async function health(console: Console, { from, to, json }: HealthOptions): Promise<ExitCode> {
  const { now, signal, stdout, stderr } = console
  const span = spanOf(from, to, now())
  await using desk = await openWatchDeskFor(console)
  const progress = readingProgressOn(stderr)
  const taken = await takeHealth(
    { ...desk, lookout: lookoutOn(desk.queues, desk.archive, now) },
    {
      span,
      lookBackMs: desk.config.dedupeWindowSeconds * 1_000,
      progress: progress.at,
      signal,
    },
  ).finally(progress.end)
  if (json) printJson(console, healthDocument(taken))
  else stdout.write(healthText(taken))
  return taken.alerts.length > 0 ? exitCodes.alert : exitCodes.done
}

function spanOf(from: string, to: string | undefined, now: number): TimeSpan {
  const span = { from: momentOf(from, now)!, to: to === undefined ? now : momentOf(to, now)! }
  if (span.from < span.to) return span
  throw new ConsoleError(exitCodes.wrongUsage, '--from must be before --to.')
}
