/**
 * What a stage tells of the records that it has done: a line in the log, counts, and the end of their spans. Once for each, when it is
 * committed, and in one place.
 */
import type { EventName, Events } from '@calltrail/schemas'
import type { Meter } from '@opentelemetry/api'
import type { KafkaMessage } from 'kafkajs'
import type { Logger } from 'pino'
import { errorCatalogue, PipelineError } from '../errors.ts'
import { counterOf, histogramOf } from '../telemetry/instruments.ts'
import type { CounterOf, HistogramOf } from '../telemetry/instruments.ts'
import { headerText } from './event-headers.ts'
import { attemptOf } from './failure-headers.ts'
import type { Outcome } from './outcome.ts'
import type { InputPartition } from './partition-writer.ts'
import type { RecordTrace } from './record-trace.ts'
import type { Routed } from './route.ts'
import type { Stage } from './stage.ts'

/** A record whose outcome is known, and the messages that carry it. */
export interface SettledRecord<Event> {
  readonly message: KafkaMessage
  readonly input: InputPartition
  readonly outcome: Outcome<Event>
  readonly routed: readonly Routed[]
  readonly trace: RecordTrace
}

export class StageAccounts<In extends EventName, Out extends EventName> {
  readonly #stage: Stage<In, Out>
  readonly #log: Logger
  readonly #done: CounterOf<'calltrail_done_records'>
  readonly #skipped: CounterOf<'calltrail_skipped_records'>
  readonly #retries: CounterOf<'calltrail_retries'>
  readonly #deadLetters: CounterOf<'calltrail_dead_letters'>
  readonly #consumed: CounterOf<'messaging.client.consumed.messages'>
  readonly #sent: CounterOf<'messaging.client.sent.messages'>
  readonly #durations: HistogramOf<'messaging.process.duration'>

  constructor(stage: Stage<In, Out>, meter: Meter, log: Logger) {
    this.#stage = stage
    this.#log = log
    this.#done = counterOf(meter, 'calltrail_done_records')
    this.#skipped = counterOf(meter, 'calltrail_skipped_records')
    this.#retries = counterOf(meter, 'calltrail_retries')
    this.#deadLetters = counterOf(meter, 'calltrail_dead_letters')
    this.#consumed = counterOf(meter, 'messaging.client.consumed.messages')
    this.#sent = counterOf(meter, 'messaging.client.sent.messages')
    this.#durations = histogramOf(meter, 'messaging.process.duration')
    this.#beginAtZero()
  }

  /** @param records of one partition, in their order */
  committed(records: readonly SettledRecord<Events[Out]>[]): void {
    for (const record of records) {
      record.trace.done(record.outcome)
      this.#count(record)
      this.#write(record)
    }
    const told = records.flatMap(({ outcome }) => eventsOf(outcome))
    if (told.length > 0) this.#stage.onCommitted?.(told)
  }

  /** Nothing of the records counts: they will be read again. */
  again(records: readonly { readonly trace: RecordTrace }[], error: unknown): void {
    for (const { trace } of records) trace.failed(error)
  }

  /** @param error why the batch is to be tried again; undefined when it is committed */
  took(topic: string, seconds: number, error?: unknown): void {
    const type = error instanceof PipelineError ? error.code : error instanceof Error ? error.name : ''
    this.#durations.record(seconds, { ...this.#of(topic), 'error.type': type })
  }

  #count({ input, outcome, routed }: SettledRecord<Events[Out]>): void {
    const { stage, retryTiers, deadLetters } = this.#stage.topics
    this.#consumed.add(1, this.#of(input.topic))
    this.#done.add(1, { stage, outcome: outcome.kind })
    if (outcome.kind === 'skip') this.#skipped.add(1, { stage, reason: outcome.reason })
    const code = 'error' in outcome ? outcome.error.code : ''
    for (const { topic } of routed) {
      this.#sent.add(1, { 'messaging.destination.name': topic })
      if (topic === deadLetters) this.#deadLetters.add(1, { stage, code })
      const tier = retryTiers.indexOf(topic) + 1
      if (tier > 0) this.#retries.add(1, { stage, tier: String(tier), code })
    }
  }

  /** One line for each record, however it came out. */
  #write({ message, input, outcome, routed, trace }: SettledRecord<Events[Out]>): void {
    const { stage } = this.#stage.topics
    const { headers } = message
    const traceId = trace.traceId
    const fields = {
      eventId: headerText(headers, 'ce_id'),
      stage,
      ...input,
      offset: message.offset,
      ...(traceId !== undefined && { trace_id: traceId }),
      outcome: outcome.kind,
    }
    if (outcome.kind === 'retry' || outcome.kind === 'park') {
      const { code, message: reason } = outcome.error
      const attempt = attemptOf(headers, input.topic, this.#stage.topics)
      this.#log.warn({ ...fields, attempt, code, reason, to: routed[0]?.topic ?? null }, 'failed')
      return
    }
    const missing = outcome.followUp ? { missing: outcome.followUp } : {}
    if (outcome.kind === 'skip') this.#log.info({ ...fields, reason: outcome.reason, ...missing }, 'skipped')
    else this.#log.info({ ...fields, ...this.#stage.told?.(eventsOf(outcome)[0]!), ...missing }, 'done')
  }

  #of(topic: string) {
    return {
      'messaging.destination.name': topic,
      'messaging.consumer.group.name': this.#stage.topics.consumerGroup,
    }
  }

  /** So that the first dead letter is seen as an increase. */
  #beginAtZero(): void {
    const { stage, retryTiers } = this.#stage.topics
    for (const reason of ['COPY', 'NO_NEWS']) this.#skipped.add(0, { stage, reason })
    for (const outcome of ['emit', 'split', 'skip', 'retry', 'park']) this.#done.add(0, { stage, outcome })
    for (const [code, { disposition }] of Object.entries(errorCatalogue)) {
      if (disposition !== 'park' && disposition !== 'retry') continue
      this.#deadLetters.add(0, { stage, code })
      if (disposition === 'park') continue
      for (const tier of retryTiers.keys()) this.#retries.add(0, { stage, tier: String(tier + 1), code })
    }
  }
}

function eventsOf<Event>(outcome: Outcome<Event>): readonly Event[] {
  if (outcome.kind === 'emit') return [outcome.event]
  return outcome.kind === 'split' ? outcome.events : []
}
