/**
 * Sends the samples and waits until each that was accepted is accounted for.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { headerText } from '@calltrail/runtime'
import { callsEnriched, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import { isAccepted, sendSample } from '@calltrail/test/kit'
import type { EventWatch, Sample, SentSample, WatchedRecord } from '@calltrail/test/kit'

export interface SampleRun extends SentSample {
  readonly sample: Sample
}

export interface SamplesRun {
  /** In the order of the samples. */
  readonly runs: readonly SampleRun[]
  /** How many accepted events had no outcome in time. */
  readonly unaccounted: number
}

export interface SamplesOptions {
  readonly ingressUrl: string
  readonly secret: string
  readonly watch: EventWatch
  readonly detail: (text: string) => void
  /** Ends the sending and the waiting. */
  readonly signal: AbortSignal
}

/** Accepted events that have no outcome by then are reported as missing. */
export const outcomeDeadlineMs = 60_000

/** Ten calls a second, as in a busy contact centre, rather than all at once. */
const everyMs = 100

/** Long enough for a second outcome of the same event, which there must not be, to arrive. */
const settleMs = 400

/** Sends one sample after the other, and waits once all are sent. */
export async function runSamples(
  samples: readonly Sample[],
  { ingressUrl, secret, watch, detail, signal }: SamplesOptions,
): Promise<SamplesRun> {
  const runs: SampleRun[] = []
  const waits: Promise<void>[] = []
  let accepted = 0
  let accountedFor = 0
  const say = (): void =>
    detail(`${runs.length} of ${samples.length} sent, ${accountedFor} of ${accepted} accounted for`)
  const account = async (eventId: string): Promise<void> => {
    accepted++
    await outcomeOf(eventId, watch)
    accountedFor++
    say()
  }

  for (const sample of samples) {
    const sent = await sendSample(sample, ingressUrl, secret)
    runs.push({ sample, ...sent })
    const eventId = sent.answers.find(({ eventId }) => eventId !== undefined)?.eventId
    if (isAccepted(sent) && eventId !== undefined) waits.push(account(eventId))
    say()
    await sleep(everyMs, undefined, { signal })
  }
  await Promise.race([Promise.all(waits), sleep(outcomeDeadlineMs, undefined, { signal, ref: false })])
  await sleep(settleMs, undefined, { signal })
  return { runs, unaccounted: accepted - accountedFor }
}

const outcomeTopics: ReadonlySet<string> = new Set([
  callsLogged.name,
  enricherTopics.deadLetters,
  sinkTopics.deadLetters,
])

/** What has to be seen of Kafka, to know what became of the samples. */
export const watchedTopics: readonly string[] = [callsEnriched.name, ...outcomeTopics]

/** Resolves when the event has its outcome and, where there is one, its enriched record has been seen too. */
async function outcomeOf(eventId: string, watch: EventWatch): Promise<void> {
  const isOfEvent = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id') === eventId
  const { topic } = await watch.next((record) => outcomeTopics.has(record.topic) && isOfEvent(record))
  if (topic === enricherTopics.deadLetters) return
  await watch.next((record) => record.topic === callsEnriched.name && isOfEvent(record))
}
