import { PipelineError } from '@calltrail/runtime'
import { expect, it, vi } from 'vitest'
import { kafkaRefusals } from './kafka-refusals.ts'

const denied = new PipelineError('KAFKA_ACCESS_DENIED', 'Kafka denies access to a topic')

function standing(found: unknown = denied) {
  const log = { info: vi.fn(), error: vi.fn() }
  const refusals = kafkaRefusals({ explained: async () => found }, log)
  const said = () => log.error.mock.calls.map(([{ err }]) => (err as Error).message)
  return { refusals, log, said }
}

it('a refusal is said once, in the words that name the right, until Kafka takes events again', async () => {
  const { refusals, log, said } = standing(
    new PipelineError('KAFKA_ACCESS_DENIED', 'the right WRITE is missing'),
  )
  refusals.notSent(denied)
  refusals.notSent(denied)
  await vi.waitFor(() => expect(said()).toEqual(['the right WRITE is missing']))
  refusals.sent()
  refusals.sent()
  expect(log.info).toHaveBeenCalledTimes(1)
  refusals.notSent(denied)
  await vi.waitFor(() => expect(said()).toHaveLength(2))
})

it('several rights that are missing are several lines', async () => {
  const { refusals, said } = standing(new AggregateError([new Error('one'), new Error('two')]))
  refusals.notSent(denied)
  await vi.waitFor(() => expect(said()).toEqual(['one', 'two']))
})

it('a Kafka that is away refuses nobody', () => {
  const { refusals, said } = standing()
  refusals.notSent(new Error('connect ECONNREFUSED'))
  expect(said()).toEqual([])
})
