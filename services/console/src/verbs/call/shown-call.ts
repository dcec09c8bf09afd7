/**
 * What may be seen of a call's story: personal data is hidden unless it is asked for.
 */
import { avroSchemaOf, callsEnded, callsEnriched, callsLogged } from '@calltrail/schemas'
import type { EventName, Events } from '@calltrail/schemas'
import type { Step } from '../../domain/story-steps.ts'
import { maskedPayload } from '../../domain/masking.ts'

/** The step without what must not be seen of its event. */
export function shownStep(step: Step, reveal: boolean): Step {
  if (reveal) return step
  switch (step.kind) {
    case 'accepted':
      return { ...step, call: masked(callsEnded.event, step.call) }
    case 'enriched':
      return { ...step, call: masked(callsEnriched.event, step.call) }
    case 'logged':
      return { ...step, call: masked(callsLogged.event, step.call) }
    case 'failed':
    case 'follow-up':
    case 'dead':
    case 'said':
      return step
  }
}

function masked<Name extends EventName>(
  event: Name,
  call: Events[Name] | undefined,
): Events[Name] | undefined {
  // What is hidden stays a text, and null stays null.
  return call && (maskedPayload(JSON.parse(avroSchemaOf(event)), call) as Events[Name])
}
