import type { CallEnriched } from '@calltrail/schemas'

/** Which calls are worth a Task. */
export interface CallFilters {
  /** Whether calls among colleagues are logged: on nobody, since no customer took part. */
  readonly logInternalCalls: boolean
  /** Shorter calls are not logged. */
  readonly minCallSeconds: number
  readonly skipDirections: readonly CallEnriched['direction'][]
  /** Ids or names, in whatever case. Calls of these queues are not logged. */
  readonly skipQueues: readonly string[]
  /** Ids or names, in whatever case. When there are any, only calls of these queues are logged. */
  readonly onlyQueues: readonly string[]
}

export const filterReasons = ['INTERNAL_CALL', 'DIRECTION_EXCLUDED', 'QUEUE_EXCLUDED', 'TOO_SHORT'] as const

export type FilterReason = (typeof filterReasons)[number]

/** Why the administrator does not want the call logged; null when it passes. Of several reasons the first in the order of the type. */
export function filterReason(call: CallEnriched, filters: CallFilters): FilterReason | null {
  if (call.contactMatch === 'INTERNAL' && !filters.logInternalCalls) return 'INTERNAL_CALL'
  if (filters.skipDirections.includes(call.direction)) return 'DIRECTION_EXCLUDED'
  if (isExcludedByQueue(call, filters)) return 'QUEUE_EXCLUDED'
  // Clocks that were set in between make a call end before it began.
  if (Math.max(0, call.durationSeconds) < filters.minCallSeconds) return 'TOO_SHORT'
  return null
}

function isExcludedByQueue(call: CallEnriched, { skipQueues, onlyQueues }: CallFilters): boolean {
  if (isOneOf(call, skipQueues)) return true
  return onlyQueues.length > 0 && !isOneOf(call, onlyQueues)
}

function isOneOf({ queueId, queueName }: CallEnriched, queues: readonly string[]): boolean {
  const wanted = new Set(queues.map(folded))
  return [queueId, queueName].some((queue) => queue !== null && wanted.has(folded(queue)))
}

function folded(queue: string): string {
  return queue.trim().normalize('NFC').toLowerCase()
}
