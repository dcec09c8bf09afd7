import type { Screen } from '../../console.ts'
import { inThousands } from '../../table.ts'

const terminalIntervalMs = 200
const logIntervalMs = 5_000

export interface ProgressLine {
  at(done: number): void
  /** Leaves an empty line start behind. */
  end(): void
}

/** Tells how far it is: on a terminal in one line that is written over, elsewhere in a line every few seconds. */
export function progressOn(screen: Screen, done: string, total: number): ProgressLine {
  const isTerminal = screen.columns !== undefined
  let toldAt = isTerminal ? Number.NEGATIVE_INFINITY : performance.now()
  let isShown = false
  return {
    at(count) {
      const now = performance.now()
      if (count >= total || now - toldAt < (isTerminal ? terminalIntervalMs : logIntervalMs)) return
      toldAt = now
      isShown = isTerminal
      const text = `${done} ${inThousands(count)} of ${inThousands(total)}`
      screen.write(isTerminal ? `\r\u001B[K${text}` : `${text}\n`)
    },
    end() {
      if (isShown) screen.write('\r\u001B[K')
    },
  }
}

/** {@link progressOn} for a reading whose length is known only once it has begun. */
export function readingProgressOn(screen: Screen): {
  at(read: number, total: number): void
  end(): void
} {
  let line: ProgressLine | undefined
  return {
    at(read, total) {
      line ??= progressOn(screen, 'read', total)
      line.at(read)
    },
    end: () => line?.end(),
  }
}
