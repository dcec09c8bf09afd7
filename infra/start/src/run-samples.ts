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

export interface SamplesOptions {
  readonly ingressUrl: string
  readonly secret: string
  readonly watch: EventWatch
  readonly detail: (text: string) => void
  /** Resolves when waiting is of no use any more. */
  readonly givenUp: Promise<void>
}

/** Long enough for a second outcome of the same event, which there must not be, to arrive. */
const settleMs = 400

/** One after the other, as webhooks come; the answers in the order of the samples. */
export async function runSamples(
  samples: readonly Sample[],
  { ingressUrl, secret, watch, detail, givenUp }: SamplesOptions,
): Promise<SampleRun[]> {
  const runs: SampleRun[] = []
  const waits: Promise<void>[] = []
  let accepted = 0
  let accountedFor = 0
  const say = (): void => detail(`${runs.length} of ${samples.length} sent, ${accountedFor} of ${accepted} accounted for`)

  for (const sample of samples) {
    const sent = await sendSample(sample, ingressUrl, secret)
    runs.push({ sample, ...sent })
    const eventId = sent.answers.find(({ body }) => body.eventId !== undefined)?.body.eventId
    if (isAccepted(sent) && eventId !== undefined) {
      accepted++
      waits.push(
        outcomeOf(eventId, watch).then(() => {
          accountedFor++
          say()
        }),
      )
    }
    say()
  }
  await Promise.race([Promise.all(waits), givenUp])
  await sleep(settleMs)
  return runs
}

const outcomeTopics: ReadonlySet<string> = new Set([callsLogged.name, enricherTopics.deadLetters, sinkTopics.deadLetters])

/** Resolves when the event has its outcome and, where there is one, its enriched record has been seen too. */
async function outcomeOf(eventId: string, watch: EventWatch): Promise<void> {
  const isOfEvent = ({ message }: WatchedRecord) => headerText(message.headers, 'ce_id') === eventId
  const { topic } = await watch.next((record) => outcomeTopics.has(record.topic) && isOfEvent(record))
  if (topic === enricherTopics.deadLetters) return
  await watch.next((record) => record.topic === callsEnriched.name && isOfEvent(record))
}
