import type { DeadLetterRecord } from '../domain/dead-letter.ts'
import type { ReplayedRecord } from '../domain/replay.ts'
import type { Resolution } from '../domain/resolution.ts'
import type { Span } from '../domain/selection.ts'
import type { DeadLetterArchive } from '../ports/dead-letter-archive.ts'
import type { DeadLetterJournal } from '../ports/dead-letter-journal.ts'

export interface Commit {
  readonly records: readonly ReplayedRecord[]
  readonly resolutions: readonly Resolution[]
}

export interface FakeDesk {
  readonly archive: DeadLetterArchive
  readonly journal: DeadLetterJournal
  /** What was committed, a transaction each. */
  readonly commits: readonly Commit[]
  /** Spans that somebody read, to see that nothing is read in vain. */
  readonly read: readonly Span[]
}

interface FakeDeskOptions {
  readonly resolutions?: readonly Resolution[]
  /** Called before a commit takes effect; what it throws makes the commit fail. */
  readonly beforeCommit?: () => void | Promise<void>
}

const recordsAtATime = 2

/** For tests: the dead-letter topics, with what is committed to them at once to be read. Between `records` may lie gaps, as markers leave. */
export function fakeDesk(
  records: readonly DeadLetterRecord[],
  { resolutions: earlier = [], beforeCommit }: FakeDeskOptions = {},
): FakeDesk {
  const commits: Commit[] = []
  const read: Span[] = []
  const partitions = Map.groupBy(records, ({ place }) => `${place.stage}-${place.partition}`)

  const archive: DeadLetterArchive = {
    async spans(stages) {
      return [...partitions.values()].flatMap((inPartition) => {
        const { stage, partition } = inPartition[0]!.place
        const offsets = inPartition.map(({ place }) => place.offset)
        const span = { stage, partition, from: Math.min(...offsets), end: Math.max(...offsets) + 1 }
        return stages.includes(stage) ? [span] : []
      })
    },
    async read(spans, visit, signal) {
      signal.throwIfAborted()
      for (const span of spans) {
        read.push(span)
        const due = (partitions.get(`${span.stage}-${span.partition}`) ?? []).filter(
          ({ place }) => place.offset >= span.from && place.offset < span.end,
        )
        for (let index = 0; index < due.length; index += recordsAtATime) {
          await untilAborted(visit(due.slice(index, index + recordsAtATime)), signal)
        }
      }
    },
    async resolutionsEnd() {
      return [...earlier, ...commits.flatMap(({ resolutions }) => resolutions)].length
    },
    async readResolutions(visit, signal) {
      signal.throwIfAborted()
      for (const resolution of [...earlier, ...commits.flatMap(({ resolutions }) => resolutions)]) {
        visit(resolution)
      }
    },
  }

  const journal: DeadLetterJournal = {
    async commit(replayed, resolutions) {
      await beforeCommit?.()
      commits.push({ records: replayed, resolutions })
    },
    async [Symbol.asyncDispose]() {},
  }

  return { archive, journal, commits, read }
}

/** As the port has it: an abort wins over what the visit makes of it, and is told when the visit is over. */
async function untilAborted(visiting: Promise<void>, signal: AbortSignal): Promise<void> {
  await visiting.catch((error: unknown) => {
    signal.throwIfAborted()
    throw error
  })
  signal.throwIfAborted()
}
