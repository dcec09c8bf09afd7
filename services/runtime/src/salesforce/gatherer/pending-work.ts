/** What waits to be sent, and what may go together. */
import type { Piece } from './lane.ts'

/** The pieces of one request, or of one subrequest of a composite one: of one lane. */
export type Parcel = readonly Piece[]

/** Queries and collections that a composite request may have. */
const parcelsOfRequest = 5

/** What travels by itself: of one caller. */
interface Apart {
  readonly pieces: Piece[]
  /** On the clock of whoever takes; 0 when it has been sent before, and is not to wait again. */
  readonly notBefore: number
}

export class PendingWork {
  readonly #lanes = new Map<string, Piece[]>()
  #apart: Apart[] = []
  /** Whether the last request was made of others, although something that stands apart could go. */
  #isTurnOfApart = false
  /** Who is to write a record, in order of arrival; the first one may be under way. */
  readonly #turns = new Map<string, Piece[]>()

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      this.#queue(piece)
      const lane = this.#lanes.get(piece.lane.name)
      if (lane) lane.push(piece)
      else this.#lanes.set(piece.lane.name, [piece])
    }
  }

  /** @param pieces of one caller */
  addApart(pieces: readonly Piece[], notBefore: number): void {
    for (const piece of pieces) this.#queue(piece)
    this.#apart.push({ pieces: [...pieces], notBefore })
  }

  /** The piece is settled: the next one with its id may go. */
  release(piece: Piece): void {
    const turns = piece.id === undefined ? undefined : this.#turns.get(piece.id)
    if (!turns) return
    turns.splice(turns.indexOf(piece), 1)
    if (turns.length === 0) this.#turns.delete(piece.id!)
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0 && this.#apart.length === 0
  }

  /** Whether something is to be sent again that can go. */
  get isUrgent(): boolean {
    return this.#apart.some(({ pieces, notBefore }) => notBefore === 0 && pieces.some(this.#mayGo))
  }

  /** Whether there is as much of a lane as one collection takes. */
  get hasFullParcel(): boolean {
    for (const lane of this.#lanes.values()) {
      const { most } = lane[0]!.lane
      if (most > 1 && lane.length >= most && lane.filter(this.#mayGo).length >= most) return true
    }
    return false
  }

  /** When there is something to be sent: at once for 0, never for Infinity. */
  get readyAt(): number {
    for (const lane of this.#lanes.values()) if (lane.some(this.#mayGo)) return 0
    const apart = this.#apart.filter(({ pieces }) => pieces.some(this.#mayGo))
    return Math.min(Infinity, ...apart.map(({ notBefore }) => notBefore))
  }

  /**
   * The parcels of one request, each of which must be {@link release}d piece by piece; none when nothing can go. What stands apart comes
   * after others, but not after all that go on coming.
   * @param mostRecords that are written by the request
   */
  take(now: number, mostRecords: number): readonly Parcel[] {
    const apart = this.#isTurnOfApart ? this.#takeApart(now) : []
    this.#isTurnOfApart = false
    if (apart.length > 0) return apart
    const together = this.#takeTogether(mostRecords)
    if (together.length === 0) return this.#takeApart(now)
    this.#isTurnOfApart = this.#apart.some(
      ({ pieces, notBefore }) => notBefore <= now && pieces.some(this.#mayGo),
    )
    return together
  }

  #takeTogether(mostRecords: number): readonly Parcel[] {
    const parcels: Parcel[] = []
    let records = 0
    for (const [name, lane] of this.#lanes) {
      const { most, isRead, isComposable } = lane[0]!.lane
      if (!isComposable && parcels.length > 0) continue
      while (parcels.length < parcelsOfRequest && (isRead || records < mostRecords)) {
        const parcel = this.#takeFrom(lane, isRead ? most : Math.min(most, mostRecords - records))
        if (parcel.length === 0) break
        parcels.push(parcel)
        records += isRead ? 0 : parcel.length
        if (!isComposable) break
      }
      if (lane.length === 0) this.#lanes.delete(name)
      if (!isComposable && parcels.length > 0) break
    }
    return parcels
  }

  /** Everything, which is forgotten. */
  clear(): readonly Piece[] {
    const pieces = [...this.#lanes.values(), ...this.#apart.map((apart) => apart.pieces)].flat()
    this.#lanes.clear()
    this.#apart = []
    this.#turns.clear()
    return pieces
  }

  #takeApart(now: number): readonly Parcel[] {
    for (const { pieces, notBefore } of this.#apart) {
      if (notBefore > now) continue
      const parcel = this.#takeFrom(pieces, pieces[0]!.lane.most)
      if (pieces.length === 0) this.#apart = this.#apart.filter((apart) => apart.pieces !== pieces)
      if (parcel.length > 0) return [parcel]
    }
    return []
  }

  /** Takes out of `pieces` what may go, and what need not go any more. */
  #takeFrom(pieces: Piece[], most: number): Piece[] {
    const taken: Piece[] = []
    let left = 0
    for (const piece of pieces) {
      if (piece.caller.isSettled) this.release(piece)
      else if (taken.length < most && this.#mayGo(piece)) taken.push(piece)
      else pieces[left++] = piece
    }
    pieces.length = left
    return taken
  }

  /** A piece that comes back keeps its turn. */
  #queue(piece: Piece): void {
    if (piece.id === undefined) return
    const turns = this.#turns.get(piece.id)
    if (!turns) this.#turns.set(piece.id, [piece])
    else if (!turns.includes(piece)) turns.push(piece)
  }

  readonly #mayGo = (piece: Piece): boolean =>
    piece.id === undefined || this.#turns.get(piece.id)?.[0] === piece
}
