import { describe, expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import { isRefusal, missingRight, together } from './access.ts'

const right = {
  resource: 'topic',
  name: 'calls.logged.v1',
  pattern: 'literal',
  operations: ['WRITE'],
  why: 'its output',
} as const
const missing = missingRight(right, 'WRITE')

describe('what is said of missing rights', () => {
  it('names the topic and the right', () => {
    expect(missing).toMatchObject({
      code: 'KAFKA_ACCESS_DENIED',
      message:
        'the right WRITE on topic calls.logged.v1 is missing (its output). What it needs is in docs/kafka-access.md.',
    })
  })

  it('names what the names begin with, when it is about several', () => {
    const prefixed = { ...right, resource: 'transactional-id', name: 'sink-', pattern: 'prefixed' } as const
    expect(missingRight(prefixed, 'WRITE').message).toMatch(
      /^the right WRITE on transactional id sink-… is missing/,
    )
  })

  it('is one error of one, and of several one of all, with a line for each', () => {
    expect(together([missing])).toBe(missing)
    const both = together([missing, missingRight({ ...right, name: 'calls.sink.dlt' }, 'WRITE')])
    expect(both).toBeInstanceOf(AggregateError)
    expect(both.message.split('\n')).toEqual([
      expect.stringContaining('calls.logged.v1'),
      expect.stringContaining('calls.sink.dlt'),
    ])
  })
})

it('refusals are refusals alone and together, and nothing else is', () => {
  expect(isRefusal(missing)).toBe(true)
  expect(isRefusal(together([missing, missing]))).toBe(true)
  expect(isRefusal(new AggregateError([missing, new Error('no broker')]))).toBe(false)
  expect(isRefusal(new PipelineError('SCHEMA_REGISTRY_UNAVAILABLE', 'no'))).toBe(false)
  expect(isRefusal(undefined)).toBe(false)
})
