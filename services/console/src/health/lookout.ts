import { DeadLetterCensus } from '../domain/dead-letter-census.ts'
import { stageNames } from '../domain/place.ts'
import type { Sight } from '../domain/stage-state.ts'
import { WaitingRecords } from '../domain/waiting-records.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { StageQueues } from '../ports/stage-queues.ts'

/** Looks at the stages from outside, again and again. It remembers what it has read, so that a look reads only what is new. */
export interface Lookout {
  /** One look at a time. Rejects when Kafka does not answer; the next one may still succeed. */
  look(signal: AbortSignal): Promise<Sight>
}

/** @param now epoch milliseconds */
export function lookoutOn(queues: StageQueues, archive: DeadLetterArchive, now: () => number): Lookout {
  const waiting = new WaitingRecords()
  const census = new DeadLetterCensus()
  let saidUntil = 0

  async function lookAtQueues(signal: AbortSignal): Promise<Pick<Sight, 'queues'>> {
    const positions = await queues.positions()
    const spans = waiting.unread(positions)
    // A reading that fails half way is done again from the start.
    const records: Parameters<typeof waiting.add>[0][] = []
    await queues.read(spans, (record) => void records.push(record), signal)
    for (const record of records) waiting.add(record)
    waiting.read(spans)
    return { queues: waiting.queues(positions) }
  }

  async function lookAtDeadLetters(signal: AbortSignal): Promise<Pick<Sight, 'deadLetters'>> {
    const spans = census.unread(await archive.spans(stageNames))
    await archive.read(
      spans,
      async (records) => {
        for (const record of records) census.add(record)
      },
      signal,
    )
    census.read(spans)
    const end = await archive.resolutionsEnd()
    if (end !== saidUntil) await archive.readResolutions((resolution) => census.say(resolution), signal)
    saidUntil = end
    return { deadLetters: census.counts() }
  }

  return {
    async look(signal) {
      const [processes, inQueues, dead] = await Promise.all([
        queues.processes(),
        lookAtQueues(signal),
        lookAtDeadLetters(signal),
      ])
      return { at: now(), processes, ...inQueues, ...dead }
    },
  }
}
