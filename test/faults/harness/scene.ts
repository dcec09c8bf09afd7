import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from './books.ts'
import type { Scene } from './fault.ts'

/** A fault's scene, and what the fault has told of it. */
export interface OpenScene {
  readonly scene: Scene
  readonly objections: readonly string[]
  /** What the fault has put into topics itself. */
  readonly planted: readonly Delivery[]
}

export interface SceneOptions extends Pick<Scene, 'bench' | 'sender' | 'prefix' | 'say'> {
  readonly isShort: boolean
  /** Ends every wait. */
  readonly signal: AbortSignal
}

const untilWithinMs = 15_000
const untilPollMs = 5

export function openScene({ isShort, signal, ...given }: SceneOptions): OpenScene {
  const objections: string[] = []
  const planted: Delivery[] = []
  const wait = (durationMs: number) => sleep(durationMs, undefined, { signal })

  async function until(
    what: string,
    condition: () => boolean | Promise<boolean>,
    withinMs = untilWithinMs,
  ): Promise<boolean> {
    const deadline = performance.now() + withinMs
    while (!(await condition())) {
      if (performance.now() > deadline) {
        objections.push(`not in ${withinMs / 1_000} s: ${what}`)
        return false
      }
      await wait(untilPollMs)
    }
    return true
  }

  return {
    objections,
    planted,
    scene: {
      ...given,
      hold: (durationMs, shortMs = durationMs) => wait(isShort ? shortMs : durationMs),
      until,
      enter: (delivery) => void planted.push(delivery),
      object: (detail) => void objections.push(detail),
    },
  }
}
