import { expect, it } from 'vitest'
import { stageInputs } from './call-topics.ts'
import { DeadLetterCensus } from './dead-letter-census.ts'
import { backlogSeconds, stageStatesOf } from './stage-state.ts'
import type { Queue } from './waiting-records.ts'

const now = 1_000_000
const inputOf = (stage: string, says: string, number = 0) =>
  stageInputs.find((input) => input.stage === stage && input.says === says && input.number === number)!

it('what waits is told by stage and purpose, with when the first of it could have been taken', () => {
  const queues: Queue[] = [
    { input: inputOf('sink', 'enriched'), partition: 0, records: 2, dueAt: now - 9_000 },
    { input: inputOf('sink', 'enriched'), partition: 1, records: 1, dueAt: now - 12_000 },
    { input: inputOf('sink', 'retry', 1), partition: 0, records: 4, dueAt: now + 5_000 },
    { input: inputOf('sink', 'retry', 2), partition: 0, records: 1, dueAt: now - 1_000 },
    { input: inputOf('enricher', 'follow-up', 3), partition: 0, records: 7, dueAt: now + 60_000 },
  ]
  const deadLetters = new DeadLetterCensus().counts()
  const [enricher, sink] = stageStatesOf({ at: now, queues, deadLetters, processes: new Map([['sink', 2]]) })
  expect(enricher).toMatchObject({
    stage: 'enricher',
    processes: 0,
    waiting: { records: 0, dueSince: undefined },
    followUps: { records: 7, dueSince: undefined },
  })
  expect(sink).toMatchObject({
    stage: 'sink',
    processes: 2,
    waiting: { records: 3, dueSince: now - 12_000 },
    retries: { records: 5, dueSince: now - 1_000 },
  })
  expect(backlogSeconds(sink!.waiting, now)).toBe(12)
  expect(backlogSeconds(enricher!.followUps, now)).toBe(0)
})
