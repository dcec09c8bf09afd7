import pTimeout from 'p-timeout'
import { PipelineError } from '../errors.ts'
import { PartitionLost } from './handler.ts'
import type { Handler, HandlerContext } from './handler.ts'
import type { Outcome } from './outcome.ts'

export interface AttemptSettings {
  /** What takes longer is taken for hanging. */
  readonly deadlineMs: number
  /** Is told of what was thrown, which may hold personal data and so is for the log only. */
  readonly onBug: (error: unknown) => void
}

/**
 * Runs the handler so that a bug harms only the record it is in: a batch that throws, hangs, or comes back with the wrong number of
 * outcomes is halved until the records at fault stand alone.
 * @throws {PipelineError} an outage or a wrong configuration, for the batch as a whole
 * @throws {PartitionLost} before the next call of the handler
 */
export async function attempt<In, Out>(
  handler: Handler<In, Out>,
  events: readonly In[],
  context: HandlerContext<In>,
  settings: AttemptSettings,
): Promise<readonly Outcome<Out>[]> {
  context.assertOwned()
  try {
    const outcomes: unknown = await pTimeout(handler(events, context), {
      milliseconds: settings.deadlineMs,
      message: `no outcome within ${settings.deadlineMs} ms`,
    })
    if (Array.isArray(outcomes) && outcomes.length === events.length) {
      return outcomes.map((outcome: unknown) =>
        isOutcome<Out>(outcome) ? outcome : nonsense(outcome, settings),
      )
    }
    throw new TypeError(`${events.length} events did not come back as as many outcomes`)
  } catch (error) {
    if (isAboutTheWholeBatch(error)) throw error
    if (events.length === 1) {
      settings.onBug(error)
      return [{ kind: 'retry', error: bugIn(error) }]
    }
  }
  const middle = Math.ceil(events.length / 2)
  return [
    ...(await attempt(handler, events.slice(0, middle), context, settings)),
    ...(await attempt(handler, events.slice(middle), context, settings)),
  ]
}

/** The type system forbids anything else; a handler with a bug does not know that. */
function isOutcome<Out>(value: unknown): value is Outcome<Out> {
  if (!isObject(value) || !('kind' in value)) return false
  switch (value.kind) {
    case 'emit':
      return 'event' in value && isObject(value.event)
    case 'split':
      return 'events' in value && Array.isArray(value.events) && value.events.every(isObject)
    case 'skip':
      return true
    case 'retry':
    case 'park':
      return 'error' in value && value.error instanceof PipelineError
    default:
      return false
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function nonsense(outcome: unknown, { onBug }: AttemptSettings): Outcome<never> {
  const error = new TypeError('an outcome is none')
  onBug(Object.assign(error, { outcome }))
  return { kind: 'retry', error: bugIn(error) }
}

function isAboutTheWholeBatch(error: unknown): boolean {
  if (error instanceof PartitionLost) return true
  return error instanceof PipelineError && (error.disposition === 'outage' || error.disposition === 'stop')
}

function bugIn(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error
  const name = error instanceof Error ? error.name : typeof error
  return new PipelineError('HANDLER_FAILED', `the stage threw ${name}`, { cause: error })
}
