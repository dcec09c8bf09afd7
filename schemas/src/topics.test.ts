import { expect, it } from 'vitest'
import { allTopics, deadLetterResolutions, segmentMs, stages } from './topics.ts'

it('no topic is listed twice', () => {
  const names = allTopics().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

it('only what was said of dead letters is compacted: elsewhere records of one key are different things', () => {
  const compacted = allTopics().filter(({ cleanupPolicy }) => cleanupPolicy !== 'delete')
  expect(compacted).toEqual([deadLetterResolutions])
})

it('a resolution outlives its dead letter, which would be open again without it', () => {
  const specs = new Map(allTopics().map((spec) => [spec.name, spec]))
  for (const { deadLetters } of stages) {
    expect(deadLetterResolutions.retentionMs).toBeGreaterThan(specs.get(deadLetters)!.retentionMs + segmentMs)
  }
})

it('“kept 7 days” means 7 to 8: no segment takes records for longer than a day', () => {
  expect(segmentMs).toBeLessThanOrEqual(86_400_000)
})
