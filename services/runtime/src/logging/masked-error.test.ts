import avsc from 'avsc'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { maskedError } from './masked-error.ts'

/** As it stands in the log. */
function told(error: unknown) {
  return JSON.parse(JSON.stringify(maskedError(error))) as Record<string, unknown>
}

it('an error of ours is told as it is, with its code', () => {
  const error = new PipelineError(
    'SALESFORCE_RECORD_REJECTED',
    'FIELD_CUSTOM_VALIDATION_EXCEPTION "WhoId" 1234567',
  )
  expect(told(error)).toMatchObject({
    type: 'PipelineError',
    code: 'SALESFORCE_RECORD_REJECTED',
    message: error.message,
    stack: error.stack,
  })
  const wrong = new ConfigError(['PORT must be a whole number (it is "x")'])
  expect(told(wrong)).toMatchObject({ message: wrong.message, problems: wrong.problems })
})

it('an error of a library keeps its kind, its codes and its places in the code', () => {
  const error = Object.assign(new TypeError('connect ECONNREFUSED 10.0.0.15:9092'), {
    code: 'ECONNREFUSED',
    errno: -111,
    retriable: true,
  })
  expect(told(error)).toEqual({
    type: 'TypeError',
    message: error.message,
    stack: error.stack,
    code: 'ECONNREFUSED',
    errno: -111,
    retriable: true,
  })
  expect(told(error)['stack']).toMatch(
    /^TypeError: connect ECONNREFUSED .*\n +at .*masked-error\.test\.ts:\d+:\d+/,
  )
})

it('what an error of a library quotes or carries is masked, in its message, its stack and its fields', () => {
  const error = Object.assign(new Error('no “Zoë Müller” at +15551234567'), {
    path: '/users/%2B15551234567',
    owner: 'zoe@clinic.example',
    record: { name: 'Zoë Müller' },
    names: ['Zoë Müller'],
  })
  const { stack, ...fields } = told(error)
  expect(fields).toEqual({
    type: 'Error',
    message: 'no “…” at +…67',
    path: '/users/+…67',
    owner: '…@…',
  })
  expect(stack).toMatch(/^Error: no “…” at \+…67\n +at /)
  expect(stack).not.toMatch(/Zoë|555/)
})

it('what looks like a place in the code, but is quoted in the message, is masked', () => {
  const { message, stack } = told(new Error('no “\n    at Zoë Müller (clinic:1:2)\n”'))
  expect(message).toBe('no “…”')
  expect(stack).toMatch(/^Error: no “…”\n +at .*masked-error\.test\.ts/)
  expect(stack).not.toMatch(/Zoë/)
})

it('causes and gathered errors are told each by its own rule', () => {
  const cause = new Error('no "Müller"', {
    cause: new PipelineError('GENESYS_UNAVAILABLE', 'answered 503 "x"'),
  })
  const error = new AggregateError([cause, 'no "Smith"', { name: 'Smith' }], 'no "Smith" or "Müller"', {
    cause,
  })
  const toldCause = {
    type: 'Error',
    message: 'no “…”',
    cause: { type: 'PipelineError', code: 'GENESYS_UNAVAILABLE', message: 'answered 503 "x"' },
  }
  expect(told(error)).toMatchObject({
    type: 'AggregateError',
    message: 'no “…”',
    cause: toldCause,
    aggregateErrors: [toldCause, 'no “…”', { type: 'object' }],
  })
  expect(JSON.stringify(told(error))).not.toMatch(/Smith|Müller/)
})

it('the cause of one of ours is masked', () => {
  const error = new PipelineError('GENESYS_UNAVAILABLE', 'no answer', { cause: new Error('no "Müller"') })
  expect(told(error)).toMatchObject({ message: 'no answer', cause: { message: 'no “…”' } })
})

it('errors that are their own cause come to an end', () => {
  const error = new Error('round')
  error.cause = error
  expect(told(error)).toMatchObject({ message: 'round' })
})

it.each([
  ['a text', 'no "Smith"', 'no “…”'],
  ['an object', { name: 'Smith' }, { type: 'object' }],
  ['nothing', undefined, { type: 'undefined' }],
])('%s that was thrown is not told as it is', (_, thrown, shown) => {
  expect(told(thrown)).toEqual(shown)
})

it.each([
  ['Avro', () => avsc.Type.forSchema('int').toBuffer('Zoë Müller')],
  [
    'Avro, of a record',
    () => avsc.Type.forSchema('int').toBuffer({ name: 'Zoë Müller', phone: 15551234567 }),
  ],
  ['Zod', () => z.enum(['Zoë Müller']).parse('x')],
  ['JSON', () => JSON.parse('{"name": Zoë Müller}') as unknown],
])('what %s says of a value does not name it', (_, fail) => {
  const thrown = thrownBy(fail)
  expect((thrown as Error).message).toMatch(/Zoë/)
  expect(JSON.stringify(told(thrown))).not.toMatch(/Zoë|Müller|555/)
})

function thrownBy(fail: () => unknown): unknown {
  try {
    fail()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
