export interface LoggedRequest {
  readonly at: string
  readonly kind: string
  readonly method: string
  readonly url: string
  /** Absent when the connection was cut before an answer. */
  readonly status?: number
  readonly records: number
}

const KEPT_REQUESTS = 2_000

/** What was asked of the simulator: exact counts, and the latest requests themselves. */
export class RequestLog {
  #total = 0
  #latest: LoggedRequest[] = []
  readonly #byKind = new Map<string, number>()

  add(request: LoggedRequest): void {
    this.#total += 1
    this.#byKind.set(request.kind, (this.#byKind.get(request.kind) ?? 0) + 1)
    this.#latest.push(request)
    if (this.#latest.length > 2 * KEPT_REQUESTS) this.#latest = this.#latest.slice(-KEPT_REQUESTS)
  }

  clear(): void {
    this.#total = 0
    this.#latest = []
    this.#byKind.clear()
  }

  summary(): { total: number; byKind: Record<string, number>; latest: LoggedRequest[] } {
    return {
      total: this.#total,
      byKind: Object.fromEntries(this.#byKind),
      latest: this.#latest.slice(-KEPT_REQUESTS),
    }
  }
}
