/**
 * Work that may break what it shares a request with. It was in a request that failed as a whole, and travels by itself until it
 * has been answered: so it harms nobody else, and nobody is judged by a request that held others.
 */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Piece } from './lane.ts'

export type Suspicion = 'shared-a-failure' | 'failed-alone'

/** Beyond these the oldest is trusted again, which costs another shared failure if it should not have been. */
const mostSuspects = 2_000
const suspectedForMs = 30 * 60_000

export class Suspects {
  readonly #suspicions = new LRUCache<string, Suspicion>({ max: mostSuspects, ttl: suspectedForMs })

  note(pieces: readonly Piece[], suspicion: Suspicion): void {
    for (const piece of pieces) this.#suspicions.set(keyOf(piece), suspicion)
  }

  acquit(pieces: readonly Piece[]): void {
    if (this.#suspicions.size === 0) return
    for (const piece of pieces) this.#suspicions.delete(keyOf(piece))
  }

  /** The gravest suspicion against one of them. */
  against(pieces: readonly Piece[]): Suspicion | undefined {
    if (this.#suspicions.size === 0) return undefined
    const suspicions = pieces.map((piece) => this.#suspicions.get(keyOf(piece)))
    return suspicions.includes('failed-alone')
      ? 'failed-alone'
      : suspicions.find((suspicion) => suspicion !== undefined)
  }
}

/** The record, or else the content, which may be personal and long, by its digest. */
function keyOf({ lane, id, content }: Piece): string {
  return id ?? createHash('sha256').update(lane.name).update(JSON.stringify(content)).digest('base64')
}
