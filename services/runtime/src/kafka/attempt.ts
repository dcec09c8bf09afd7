import { PipelineError } from '../errors.ts'
import type { Outcome } from './outcome.ts'

/** A stage's hands: one outcome per event, in the same order. */
export type Handler<In, Out> = (events: readonly In[]) => Promise<readonly Outcome<Out>[]>

/**
 * Runs the handler so that a bug harms only the record it is in: when a batch throws, or comes back with the wrong number of
 * outcomes, each of its events is tried alone.
 * @param onBug is told of what was thrown, which may hold personal data and so is for the log only
 * @throws {PipelineError} an outage or a wrong configuration, for the batch as a whole
 */
export async function attempt<In, Out>(
  handler: Handler<In, Out>,
  events: readonly In[],
  onBug: (error: unknown) => void,
): Promise<readonly Outcome<Out>[]> {
  try {
    const outcomes = await handler(events)
    if (outcomes.length === events.length) return outcomes
    throw new TypeError(`${events.length} events came back as ${outcomes.length} outcomes`)
  } catch (error) {
    if (isAboutTheWholeBatch(error)) throw error
    if (events.length === 1) {
      onBug(error)
      return [{ kind: 'retry', error: bugIn(error) }]
    }
  }
  const outcomes: Outcome<Out>[] = []
  for (const event of events) outcomes.push(...(await attempt(handler, [event], onBug)))
  return outcomes
}

function isAboutTheWholeBatch(error: unknown): boolean {
  return error instanceof PipelineError && (error.disposition === 'outage' || error.disposition === 'stop')
}

function bugIn(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error
  const name = error instanceof Error ? error.name : typeof error
  return new PipelineError('HANDLER_FAILED', `the stage threw ${name}`, { cause: error })
}
