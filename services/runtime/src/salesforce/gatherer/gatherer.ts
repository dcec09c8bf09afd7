/**
 * Gathers what all partitions of the process ask of Salesforce into as few requests as there can be, and hands each caller its own
 * results: see docs/adr/0011-salesforce-requests-are-shared.md.
 */
import { PipelineError } from '../../errors.ts'
import { Delivery } from './delivery.ts'
import type { DeliverySettings } from './delivery.ts'
import type { Piece } from './lane.ts'
import { PendingWork } from './pending-work.ts'
import type { Parcel } from './pending-work.ts'
import { Suspects } from './suspects.ts'
import type { Throttle } from './throttle.ts'

export interface GathererSettings extends DeliverySettings {
  readonly throttle: Throttle
  /** Most requests under way at once. */
  readonly concurrency: number
}

/**
 * Of a request. The time of a composite request is that of all its parts, so several side by side are answered sooner than one that holds
 * what is in all of them. That one costs less, and ends well within its deadline.
 */
const recordsOfQuick = 200
const recordsOfCheap = 600

export class Gatherer implements Disposable {
  readonly #settings: GathererSettings
  readonly #work = new PendingWork()
  readonly #suspects = new Suspects()
  readonly #delivery: Delivery
  #underWay = 0
  /** Whether what waits came when nothing else waited or was under way. */
  #nobodyElse = false
  #timer: { clear(): void } | undefined
  #closed: PipelineError | undefined

  constructor(settings: GathererSettings) {
    this.#settings = settings
    this.#delivery = new Delivery(settings, this.#work, this.#suspects)
  }

  /** @param pieces all of one caller, which is settled when they have been answered */
  add(pieces: readonly Piece[]): void {
    if (this.#closed) return pieces[0]?.caller.fail(this.#closed)
    this.#nobodyElse ||= this.#underWay === 0 && this.#work.isEmpty
    const suspicion = this.#suspects.against(pieces)
    // What breaks Salesforce by itself must not be what finds out whether Salesforce is back.
    const delayMs = suspicion === 'failed-alone' ? this.#settings.throttle.lingerMs : 0
    if (suspicion === undefined) this.#work.add(pieces)
    else this.#work.addApart(pieces, performance.now() + delayMs)
    this.#schedule()
  }

  /** Fails what has not been sent. */
  [Symbol.dispose](): void {
    this.#timer?.clear()
    const message = 'the connection to Salesforce was closed before this was sent'
    this.#closed ??= new PipelineError('SALESFORCE_UNAVAILABLE', message, { wasNotAsked: true })
    for (const { caller } of this.#work.clear()) caller.fail(this.#closed)
  }

  #schedule(): void {
    this.#timer?.clear()
    this.#timer = undefined
    const { readyAt } = this.#work
    if (readyAt === Infinity || this.#underWay >= this.#settings.concurrency) return
    const now = performance.now()
    const isDue = this.#work.isUrgent || this.#work.hasFullParcel
    const throttled = isDue ? 0 : this.#settings.throttle.waitMs(now, this.#nobodyElse)
    this.#timer = timerOf(Math.max(throttled, readyAt - now), () => this.#flush())
  }

  #flush(): void {
    this.#timer = undefined
    this.#nobodyElse = false
    const now = performance.now()
    const mostRecords = this.#settings.throttle.isPlentiful ? recordsOfQuick : recordsOfCheap
    let hasSent = false
    while (this.#underWay < this.#settings.concurrency) {
      const parcels = this.#work.take(now, mostRecords)
      if (parcels.length === 0) break
      hasSent = true
      void this.#send(parcels)
    }
    // Timers may be a little early, and what waited may not be wanted any more.
    if (hasSent) this.#settings.throttle.flushed(now)
    this.#schedule()
  }

  async #send(parcels: readonly Parcel[]): Promise<void> {
    this.#underWay += 1
    await this.#delivery.deliver(parcels, () => (this.#underWay -= 1))
    // What would have been sent again is not.
    if (this.#closed) this[Symbol.dispose]()
    else this.#schedule()
  }
}

function timerOf(ms: number, work: () => void): { clear(): void } {
  if (ms > 0) {
    const timeout = setTimeout(work, ms)
    return { clear: () => clearTimeout(timeout) }
  }
  // After everybody who is called back in this turn of the event loop has asked, too.
  const immediate = setImmediate(work)
  return { clear: () => clearImmediate(immediate) }
}
