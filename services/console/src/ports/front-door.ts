import type { WebhookPayload } from '../domain/webhook-payload.ts'

/** What became of an event at the door. */
export type Admission =
  | { readonly kind: 'taken' }
  /** It would be refused again. */
  | { readonly kind: 'refused'; readonly reason: string }

/** The ingress's signed webhook. */
export interface FrontDoor {
  /**
   * Sends one event, and again while the ingress asks for patience. An event that is sent twice is logged once.
   * @throws {ConsoleError} when the ingress does not answer, or does not know our signature
   */
  send(payload: WebhookPayload, signal: AbortSignal): Promise<Admission>
}
