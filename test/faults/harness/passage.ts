import { Transform } from 'node:stream'
import type { TransformCallback } from 'node:stream'

/**
 * - `pass`: bytes go through.
 * - `delay`: they do, all later by `delayMs`, either way, as over a long way: what follows need not wait for what goes before.
 * - `blackhole`: connections are accepted and stay open, and nothing comes through (half-open, a dropped route).
 * - `refuse`: nobody listens; what was connected is reset.
 */
export type ProxyMode =
  | { readonly kind: 'pass' }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'refuse' }

interface Held {
  readonly chunk: Buffer
  /** Of `performance.now()`; undefined while a blackhole has it. */
  readonly dueAt: number | undefined
}

/** One way of a connection. Keeps the order of what it holds back, and delivers it when the way is free again, as TCP does. */
export class Passage extends Transform {
  readonly #mode: () => ProxyMode
  readonly #held: Held[] = []
  #whenEmpty: TransformCallback | undefined

  constructor(mode: () => ProxyMode) {
    super()
    this.#mode = mode
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const mode = this.#mode()
    const delayMs = mode.kind === 'delay' ? mode.delayMs : 0
    this.#held.push({ chunk, dueAt: mode.kind === 'blackhole' ? undefined : performance.now() + delayMs })
    if (delayMs > 0) setTimeout(() => this.release(), delayMs)
    else this.release()
    done()
  }

  override _flush(done: TransformCallback): void {
    if (this.#held.length === 0) done()
    else this.#whenEmpty = done
  }

  /** Delivers what is due. To be called when the mode has changed. */
  release(): void {
    const isOpen = this.#mode().kind !== 'blackhole'
    while (isOpen && this.#held.length > 0 && (this.#held[0]!.dueAt ?? 0) <= performance.now() + 1) {
      this.push(this.#held.shift()!.chunk)
    }
    if (this.#held.length > 0) return
    this.#whenEmpty?.()
    this.#whenEmpty = undefined
  }
}
