import { setTimeout as sleep } from 'node:timers/promises'
import { isRefusal } from '@calltrail/runtime'
import { errorText } from '../error-text.ts'
import { lookoutOn } from '../health/lookout.ts'
import type { Lookout } from '../health/lookout.ts'
import type { Sight } from '../domain/stage-state.ts'
import type { CallRecords } from '../ports/call-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { StageQueues } from '../ports/stage-queues.ts'

/** What is looked through. */
export interface WatchedKafka extends AsyncDisposable {
  readonly records: CallRecords
  readonly archive: DeadLetterArchive
  readonly queues: StageQueues
}

interface WatchTools {
  readonly open: (signal: AbortSignal) => Promise<WatchedKafka>
  readonly intervalMs: number
  readonly log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
  }
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Looks at Kafka every interval, and goes on when it does not answer. */
export interface Watch extends AsyncDisposable {
  /** What was seen last; undefined when that is not lately: what is stale is not shown. */
  sight(): Sight | undefined
  /** When it was last seen, or else when the watch began, epoch milliseconds. */
  lookedAt(): number
  /** Whether Kafka has ever been seen. */
  hasLooked(): boolean
  /** The Kafka of the last look; undefined while it does not answer. */
  kafka(): WatchedKafka | undefined
}

/** A look that takes so many intervals is one that hangs. */
const freshIntervals = 3

export function startWatch({ open, intervalMs, log, now }: WatchTools): Watch {
  const closing = new AbortController()
  const { signal } = closing
  let kafka: (WatchedKafka & { readonly lookout: Lookout }) | undefined
  let sight: Sight | undefined
  let lookedAt = now()
  let hasLooked = false
  /** What was said last of a Kafka that does not serve the watch; undefined while it does. */
  let said: string | undefined

  async function look(): Promise<void> {
    try {
      if (!kafka) {
        const opened = await open(signal)
        kafka = Object.assign(opened, { lookout: lookoutOn(opened.queues, opened.archive, now) })
      }
      sight = await kafka.lookout.look(signal)
      lookedAt = sight.at
      hasLooked = true
      if (said !== undefined) log.info({}, 'Kafka answers again')
      said = undefined
    } catch (error) {
      if (signal.aborted) return
      sight = undefined
      tell(error)
      await close()
    }
  }

  /** Once, not at every look; of a refusal, the next look may know more. */
  function tell(error: unknown): void {
    const reason = errorText(error)
    const [what, saying] = isRefusal(error)
      ? ['Kafka refuses the monitor', reason]
      : ['Kafka does not answer', '']
    if (said !== saying) log.warn({ reason }, what)
    said = saying
  }

  /** What has failed once is not trusted to mend itself. */
  async function close(): Promise<void> {
    const closed = kafka
    kafka = undefined
    try {
      await closed?.[Symbol.asyncDispose]()
    } catch {
      // It is of no more use in any case.
    }
  }

  async function goOn(): Promise<void> {
    while (!signal.aborted) {
      await look()
      await sleep(intervalMs, undefined, { signal }).catch(() => {})
    }
  }

  const going = goOn()
  return {
    sight: () => (now() - lookedAt <= freshIntervals * intervalMs ? sight : undefined),
    lookedAt: () => lookedAt,
    hasLooked: () => hasLooked,
    kafka: () => kafka,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await going
      await close()
    },
  }
}
