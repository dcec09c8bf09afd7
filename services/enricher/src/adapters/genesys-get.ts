import { maskText, PipelineError } from '@calltrail/runtime'
import type { ApiResponse, Genesys } from '@calltrail/runtime'
import type { Patience } from '../ports/patience.ts'

/**
 * Asks within what is left of the patience.
 * @throws {PipelineError} as {@link Genesys} does
 */
export function getFrom(genesys: Genesys, path: string, patience: Patience): Promise<ApiResponse> {
  const { leftMs, mayWait, isUrgent = false } = patience
  return genesys.send({ method: 'GET', path, timeoutMs: Math.max(1, leftMs()), mayWait, isUrgent })
}

/** Of an answer that is none, or of an error: without addresses and personal data. */
export function reasonOf(error: unknown): string {
  if (error instanceof PipelineError) return error.message
  return error instanceof Error ? maskText(error.message) : 'unknown'
}
