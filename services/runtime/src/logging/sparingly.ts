/**
 * Lines that come with every attempt while something is out: enough of them to see it, and how many there would have been.
 */
import { LRUCache } from 'lru-cache'

type Level = 'debug' | 'info' | 'warn' | 'error'

/** As much of a logger as is needed for lines with fields. */
export type LineWriter = Readonly<Record<Level, (fields: object, message: string) => void>>

export interface SparingSettings {
  /** Most lines of a kind in a minute. */
  readonly perMinute: number
  /** Milliseconds of any clock that runs on. */
  readonly now?: () => number
}

interface Minute {
  readonly endsAt: number
  written: number
  suppressed: number
}

const minuteMs = 60_000
/** Kinds that are remembered. Beyond them, those that did not come for longest are forgotten, with their count. */
const maxKinds = 1_000

/**
 * A rate limit for loggers, which may come and go, as those of requests do. Lines are of a kind when level, message and code are the same,
 * whatever their other fields say. Of each kind some are written in a minute, and the rest is only counted: the next one that is written
 * tells `suppressed`, their number. Not for lines that tell what became of a record.
 */
export function sparingly({ perMinute, now = () => performance.now() }: SparingSettings) {
  const minutes = new LRUCache<string, Minute>({ max: maxKinds })

  /** @returns how many were suppressed before this one; undefined when it is, too */
  function admit(kind: string): number | undefined {
    const time = now()
    const known = minutes.get(kind)
    if (known && time < known.endsAt) {
      if (known.written >= perMinute) {
        known.suppressed += 1
        return undefined
      }
      known.written += 1
      return 0
    }
    minutes.set(kind, { endsAt: time + minuteMs, written: 1, suppressed: 0 })
    return known?.suppressed ?? 0
  }

  return (log: LineWriter): LineWriter => {
    const at = (level: Level) => (fields: object, message: string) => {
      const suppressed = admit(`${level} ${codeOf(fields)} ${message}`)
      if (suppressed !== undefined) log[level](suppressed > 0 ? { ...fields, suppressed } : fields, message)
    }
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  }
}

interface Coded {
  readonly code?: unknown
  readonly reason?: unknown
  readonly err?: { readonly code?: unknown; readonly name?: unknown }
}

function codeOf({ code, reason, err }: Coded): string {
  return String(code ?? reason ?? err?.code ?? err?.name)
}
