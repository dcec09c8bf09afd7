import { ExponentialBackoff } from 'cockatiel'
import type { IBackoff } from 'cockatiel'

export interface PauseSettings {
  readonly firstPauseMs: number
  readonly maxPauseMs: number
}

/** How long to wait between failed attempts: longer each time, with jitter, until `reset`. */
export function growingPauses({ firstPauseMs, maxPauseMs }: PauseSettings) {
  const growing = new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: maxPauseMs })
  let current: IBackoff<unknown> | undefined
  return {
    nextMs(): number {
      current = current ? current.next(undefined) : growing.next()
      return current.duration
    },
    reset(): void {
      current = undefined
    },
  }
}
