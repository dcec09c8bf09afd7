import { allTopics, deadLetterResolutions, enricherTopics, sinkTopics, stages } from '@calltrail/schemas'
import { expect, it } from 'vitest'
import { heldTopics } from './held-topics.ts'

it('a person is looked for in every topic but that of what was said of dead letters, which is gone through by event ids', () => {
  const names = [...heldTopics.map(({ name }) => name), deadLetterResolutions.name]
  expect(names.toSorted()).toEqual(
    allTopics()
      .map(({ name }) => name)
      .toSorted(),
  )
})

it('each topic that a stage reads knows whose group has still to do what is in it', () => {
  for (const { consumerGroup, input, retryTiers, followUpTiers } of stages) {
    for (const name of [input.name, ...retryTiers, ...followUpTiers]) {
      expect(heldTopics.find((topic) => topic.name === name)?.stageGroup).toBe(consumerGroup)
    }
  }
  expect(sinkTopics.consumerGroup).not.toBe(enricherTopics.consumerGroup)
})
