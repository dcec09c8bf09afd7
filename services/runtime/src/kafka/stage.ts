import type { Events, EventName, StageTopics } from '@calltrail/schemas'
import type { Attributes } from '@opentelemetry/api'
import type { Handler } from './handler.ts'
import type { View } from './publication.ts'
import type { CopyRule } from './recent-events.ts'

/** A step of the pipeline: its topics and its hands. */
export interface Stage<In extends EventName, Out extends EventName> {
  readonly topics: StageTopics<In, Out>
  /**
   * Decides about each event. Never touches Kafka; must be safe to run again on the same events.
   * Throws a {@link PipelineError} only for an outage or a wrong configuration: then nothing of the batch counts.
   */
  readonly process: Handler<Events[In], Events[Out]>
  /** Beside each event on the output topic, in the same transaction. */
  readonly views?: readonly View<Events[Out]>[]
  /** With it, copies of an event on the main topic are dropped. */
  readonly copies?: CopyRule<Events[In]>
  /** The delay before each follow-up in milliseconds, by follow-up tier. Without it nothing is followed up. */
  readonly followUpDelaysMs?: readonly number[]
  /** What logs tell of an event: ids and codes, never a number or a name. */
  readonly told?: (event: Events[Out]) => Attributes
  /** Called with events that have been committed, to count them. */
  readonly onCommitted?: (events: readonly Events[Out][]) => void
}
