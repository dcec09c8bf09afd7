import type { PipelineError } from '../errors.ts'

/**
 * What a stage says about one record.
 * - `emit`: done; `event` goes to the stage's output topic.
 * - `split`: done; each of several events goes to the stage's output topic.
 * - `skip`: nothing to do, and why.
 * - `retry`: may work later; to the next retry tier, after the last one to the dead letters.
 * - `park`: will never work; to the dead letters.
 *
 * What is done but may yet become more, such as a call whose recording is not there yet, asks for a follow-up by saying what is missing:
 * the record comes again with these words, after the delay of the next follow-up tier, if there is one.
 */
export type Outcome<Event> =
  | { readonly kind: 'emit'; readonly event: Event; readonly followUp?: string }
  | { readonly kind: 'split'; readonly events: readonly Event[]; readonly followUp?: string }
  | { readonly kind: 'skip'; readonly reason: string; readonly followUp?: string }
  | { readonly kind: 'retry'; readonly error: PipelineError }
  | { readonly kind: 'park'; readonly error: PipelineError }

/**
 * The outcome of a record that failed with `error`, as the catalogue decides.
 * @throws {PipelineError} `error` itself, when it is an outage or a wrong configuration: no failure of one record.
 */
export function failed(error: PipelineError): Outcome<never> {
  switch (error.disposition) {
    case 'park':
      return { kind: 'park', error }
    case 'retry':
      return { kind: 'retry', error }
    case 'outage':
    case 'stop':
      throw error
  }
}
