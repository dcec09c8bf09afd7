import { describe, expect, it } from 'vitest'
import { errorCatalogue, PipelineError } from './errors.ts'
import type { ErrorCode } from './errors.ts'

const codes = Object.keys(errorCatalogue) as ErrorCode[]

describe.each(codes)('the error %s', (code) => {
  it('has a name that can be searched for, and a sentence that ends', () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/)
    expect(errorCatalogue[code].doc).toMatch(/^\p{Lu}.{20,}[.]$/u)
  })

  it('has the disposition of the catalogue', () => {
    expect(new PipelineError(code, 'of a test').disposition).toBe(errorCatalogue[code].disposition)
  })
})

it('an error keeps its cause', () => {
  const cause = new TypeError('of a test')
  expect(new PipelineError('HANDLER_FAILED', 'the stage threw TypeError', { cause })).toMatchObject({
    name: 'PipelineError',
    code: 'HANDLER_FAILED',
    message: 'the stage threw TypeError',
    cause,
  })
})

it.each([
  [
    'a dependency that is down or refuses',
    /_(UNAVAILABLE|UNAUTHORIZED|BUDGET_SPENT|STORAGE_FULL)$/,
    'outage',
  ],
  ['a wrong configuration', /_(RETIRED|NOT_REGISTERED)$/, 'stop'],
])('%s is never a failure of the record', (_, pattern, disposition) => {
  const matching = codes.filter((code) => pattern.test(code))
  expect(matching.length).toBeGreaterThan(0)
  for (const code of matching) expect(errorCatalogue[code].disposition).toBe(disposition)
})
