/**
 * npm start: up, samples, report, and up until asked to end.
 */
import { conversationIdOf } from '@calltrail/schemas'
import { eventIdOf, loadSamples, verdict, withConversationSuffix } from '@calltrail/test/kit'
import type { Sample } from '@calltrail/test/kit'
import { renderAddresses } from './addresses.ts'
import { inWords } from './duration.ts'
import { collectHappenings } from './happenings.ts'
import type { Paint } from './paint.ts'
import type { Place, Running, RunSettings } from './place.ts'
import { renderReport } from './report.ts'
import { outcomeDeadlineMs, runSamples } from './run-samples.ts'
import type { SampleRun, SamplesRun } from './run-samples.ts'
import type { Steps } from './steps.ts'
import { summaryOf } from './summary.ts'
import type { Run, SampleResult } from './summary.ts'
import { unlessOver, untilOver } from './until-over.ts'

export interface StartOptions {
  readonly place: Place
  readonly exitAfterReport: boolean
  /** Asks for the end. */
  readonly signal: AbortSignal
  readonly steps: Steps
  /** How the report is coloured. */
  readonly paint: Paint
  /** What fits in a line of it; undefined where lines have no end. */
  readonly columns: number | undefined
  readonly print: (text: string) => void
}

/**
 * Leaves nothing running, however it ends.
 * @returns whether every sample came out as expected
 * @throws when something does not start or ends by itself, and {@link Interrupted} when the end is asked for before the report
 */
export async function start(options: StartOptions): Promise<boolean> {
  const { place, exitAfterReport, signal, steps, paint, columns, print } = options
  const { settings } = place
  // Each run's calls are calls of their own, for a Kafka that knows those of earlier ones.
  const suffix = settings.kafkaRemembers ? `-${Date.now().toString(36)}` : ''
  const samples = (await loadSamples()).map((sample) => withConversationSuffix(sample, suffix))
  const running = await place.bringUp(steps, signal)
  // Should the end fail, too, its error does not hide the one before.
  await using _ = {
    [Symbol.asyncDispose]: () => steps.run('Stopping', async () => running[Symbol.asyncDispose]()),
  }
  const run = await unlessOver(signal, running.broken, (signal) =>
    trySamples(samples, running, settings, steps, signal),
  )
  print(`\n${renderReport(run, paint, columns)}`)
  if (!exitAfterReport) {
    print(
      `${renderAddresses({ ...running, conversationId: conversationOf(samples) }, settings.webhook)}\n  Up until Ctrl-C, which leaves nothing running.\n`,
    )
    await untilOver(signal, running.broken)
  }
  return summaryOf(run).isAsExpected
}

async function trySamples(
  samples: readonly Sample[],
  running: Running,
  settings: RunSettings,
  steps: Steps,
  signal: AbortSignal,
): Promise<Run> {
  const { ingressUrl, watch, schemaRegistryUrl, salesforce } = running
  const { secret } = settings.webhook
  const { runs } = await steps.run(
    'Sample calls',
    (detail) => runSamples(samples, { ingressUrl, secret, watch, detail, signal }),
    samplesInWords,
  )
  const { accountingOnlyBecause } = settings
  const { happened, traceIds, strayTasks } = await collectHappenings(runs, {
    records: watch.records,
    schemaRegistryUrl,
    ...settings.registryAccess,
    salesforce,
    ownsOrg: settings.salesforce === undefined,
    kafkaRemembers: settings.kafkaRemembers,
  })
  const results = runs.map(({ sample, sentAt }, index): SampleResult => {
    const seen = happened[index]!
    const deviations = verdict(sample, seen, accountingOnlyBecause === undefined ? 'all' : 'accounting')
    const traceLink = linkOf(traceIds[index], running.traces.linkTemplate)
    return { sample, happened: seen, deviations, tookMs: tookMs({ sentAt }, seen.logged), traceLink }
  })
  return { results, strayTasks, accountingOnlyBecause }
}

/** An ordinary call's. */
function conversationOf(samples: readonly Sample[]): string {
  const eventId = samples.map(eventIdOf).find((one) => one !== undefined)
  return eventId === undefined ? '' : conversationIdOf(eventId)
}

/** Undefined where nothing is known of the trace, or of where to look at it. */
function linkOf(traceId: string | undefined, template: string | undefined): string | undefined {
  return traceId === undefined ? undefined : template?.replace('{traceId}', traceId)
}

/** All processes have this machine's clock, so times of theirs and ours can be compared. */
function tookMs(
  { sentAt }: Pick<SampleRun, 'sentAt'>,
  logged: SampleResult['happened']['logged'],
): number | undefined {
  const [event] = logged
  return event && event.result !== 'SKIPPED' ? event.loggedAt - sentAt : undefined
}

function samplesInWords({ runs, unaccounted }: SamplesRun): string {
  const sent = `${runs.flatMap(({ answers }) => answers).length} webhooks for ${runs.length} samples`
  return unaccounted === 0
    ? sent
    : `${sent}, ${unaccounted} not accounted for within ${inWords(outcomeDeadlineMs)}`
}
