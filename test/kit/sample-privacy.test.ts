/**
 * Errors that quote what the sample calls bring, in every way that errors do, are logged without their numbers and names.
 */
import { createLogger } from '@calltrail/runtime'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadSamples } from './samples.ts'
import type { Sample } from './samples.ts'

const samples = await loadSamples()
const withPayload = samples.filter((sample) => 'payload' in sample)

interface Personal {
  /** With at least the digits of a local number. */
  readonly numbers: readonly string[]
  readonly names: readonly string[]
}

function personalIn(sample: Sample): Personal {
  const { callerId, calleeId, agentName }: Record<string, unknown> = 'payload' in sample ? sample.payload : {}
  const contact = 'contact' in sample.expect ? sample.expect.contact : undefined
  return {
    numbers: [callerId, calleeId].map(String).filter((number) => /\d{7}/.test(number)),
    names: [agentName, contact].filter((name) => typeof name === 'string'),
  }
}

const digitsOf = (number: string) => number.replaceAll(/\D/g, '')

/** What must not be found: the digits of each number, and each word of a name. */
function traces({ numbers, names }: Personal): string[] {
  return [...numbers.map((number) => digitsOf(number).slice(-7)), ...names.flatMap((name) => name.split(' '))]
}

function thrownBy(fail: () => unknown): unknown[] {
  try {
    fail()
    return []
  } catch (error) {
    return [error]
  }
}

/** The parser's own words about the payload, with a character in the wrong place or lost, at each place. */
function syntaxErrors(json: string): unknown[] {
  return Array.from(json).flatMap((_, at) => [
    ...thrownBy(() => JSON.parse(`${json.slice(0, at)}\u0001${json.slice(at)}`) as unknown),
    ...thrownBy(() => JSON.parse(`${json.slice(0, at)}${json.slice(at + 1)}`) as unknown),
  ])
}

/** Of libraries, which say what value they could not use. */
function valueErrors(payload: object, { numbers, names }: Personal): unknown[] {
  const values = [...numbers, ...names]
  return [
    new Error(`not accepted: ${JSON.stringify(payload)}`),
    ...thrownBy(() => z.enum(values as [string, ...string[]]).parse('')),
    ...thrownBy(() => z.strictObject({}).parse(Object.fromEntries(values.map((value) => [value, 1])))),
    ...values.flatMap((value) => [
      new TypeError(`invalid "string": ${JSON.stringify(value)}`),
      new RangeError(`'${value}' is out of range`),
      Object.assign(new Error('not found'), { value: `"${value}"`, record: { value }, values: [value] }),
      new Error('not known', { cause: new Error(`no user “${value}”`) }),
      new AggregateError([new Error(`no \`${value}\``), `no "${value}"`], `none of "${value}"`),
      `no "${value}"`,
      { value },
    ]),
    ...numbers.flatMap((number) => {
      const written = digitsOf(number).replace(/(\d{3})(\d{4})$/, ' $1-$2')
      return [
        new Error(`nobody has ${number}`),
        new Error(`nobody has ${digitsOf(number)}.`),
        new Error(`nobody has +${written}`),
        new Error(`nobody has (0)${written}`),
        new Error(`GET /search?q=${encodeURIComponent(number)}&limit=1 answered 500`),
      ]
    }),
  ]
}

function logged(errors: readonly unknown[]): string {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLogger('test', { logLevel: 'info', logFormat: 'json' }, { write })
  for (const error of errors) {
    log.error({ err: error }, 'failed')
    if (error instanceof Error) log.error(error)
  }
  return lines.join('')
}

/** What would be found without any care. */
function carelesslyLogged(errors: readonly unknown[]): string {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  for (const error of errors) log.error({ err: error }, 'failed')
  return lines.join('')
}

describe.each(withPayload)('$name', (sample) => {
  const personal = personalIn(sample)
  const json = JSON.stringify(sample.payload)
  const errors = [...syntaxErrors(json), ...valueErrors(sample.payload, personal)]

  it('no number and no name of it is logged', () => {
    const text = logged(errors)
    expect(traces(personal).filter((trace) => text.includes(trace))).toEqual([])
  })

  it('all of them are in the errors', () => {
    const text = carelesslyLogged(errors)
    expect(traces(personal).filter((trace) => !text.includes(trace))).toEqual([])
  })
})
