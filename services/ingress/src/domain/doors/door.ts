/**
 * A way in for events: a path, who may come, and what a body becomes. All doors share the rest: content types, sizes, JSON, publishing,
 * answers. To add one is to write a file here, and to name it in `doors.ts`.
 */
import type { CallEnded } from '@calltrail/schemas'
import type { FieldProblem } from '../field-problem.ts'
import type { SecretRefusal } from '../shared-secret.ts'
import type { SignatureRefusal } from '../signature.ts'
import type { UnreadRequest } from '../unread-request.ts'

export interface Door {
  /** Where events are sent by POST. */
  readonly path: string
  /**
   * Judges a request of which nothing has been parsed yet.
   * @returns why it is refused, for our log only; undefined when it is authentic
   */
  refuse(request: UnreadRequest, now: number): SignatureRefusal | SecretRefusal | undefined
  /** Makes an event of a parsed body. It never throws, whatever the JSON. */
  read(body: unknown, receivedAt: number): Reading
}

/** What a body is: an event; nothing that Calltrail is for, and why; or in need of correction. */
export type Reading =
  | { readonly event: CallEnded }
  | { readonly ignored: IgnoredReason }
  | { readonly problems: readonly FieldProblem[] }

export const ignoredReasons = ['not a phone call', 'not the end of a call'] as const

export type IgnoredReason = (typeof ignoredReasons)[number]
