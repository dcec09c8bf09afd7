import { hash } from 'node:crypto'
import type { CallEnded } from './generated/calls.ended.v1.ts'

/**
 * The same for copies of an event, however often its webhook came, and another one for each revision. A late copy of an earlier revision
 * is therefore a copy too.
 */
export function contentFingerprint({ receivedAt: _, ...content }: CallEnded): string {
  const attributes = Object.entries(content.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify({ ...content, attributes }), 'base64')
}
