import { setTimeout as sleep } from 'node:timers/promises'

interface Patience {
  readonly withinMs: number
  readonly signal: AbortSignal
}

const pollMs = 200

/**
 * Waits until `holds`, by asking: neither Prometheus nor the simulators tell anybody of what is new.
 * @returns how long that took; undefined when it did not come in time
 */
export async function msUntil(
  holds: () => Promise<boolean>,
  { withinMs, signal }: Patience,
): Promise<number | undefined> {
  const startedAt = performance.now()
  while (!(await holds())) {
    if (performance.now() - startedAt > withinMs) return undefined
    await sleep(pollMs, undefined, { signal })
  }
  return performance.now() - startedAt
}

/** @throws {Error} that says what did not come in time */
export async function until(what: string, holds: () => Promise<boolean>, patience: Patience): Promise<void> {
  if ((await msUntil(holds, patience)) === undefined)
    throw new Error(`not in ${patience.withinMs / 1_000} s: ${what}`)
}
