import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLogger } from './logger.ts'

const texts: string[] = []
const write = (text: string) => void texts.push(text)
const log = createLogger('sink', { logLevel: 'info', logFormat: 'json' }, { write })

/** The one line that `work` writes. */
function lineOf(work: () => void): string {
  texts.length = 0
  work()
  expect(texts).toHaveLength(1)
  return texts[0]!
}

const digits = fc.stringMatching(/^[1-9]\d{6,14}$/)
const anyText = fc.string({ unit: 'binary', maxLength: 20 })
const surrounded = (number: string) =>
  fc
    .tuple(anyText, fc.constantFrom('+', '%2B', '%2b', '%252B'), anyText)
    .map(([before, plus, after]) => `${before}${plus}${number}${after}`)

/** The number, and a value that has it somewhere. */
const payload = digits.chain((number) =>
  fc.tuple(
    fc.constant(number),
    fc.object({
      key: anyText,
      maxDepth: 2,
      values: [surrounded(number), anyText, fc.double(), fc.integer()],
    }),
    surrounded(number),
  ),
)

it('of any line, JSON is left, and no number in E.164', () => {
  fc.assert(
    fc.property(payload, ([number, fields, message]) => {
      const line = lineOf(() => log.info({ fields }, message))
      expect(() => JSON.parse(line) as unknown).not.toThrow()
      expect(line).not.toMatch(new RegExp(`(?:[+]|%2B)${number}`, 'i'))
    }),
    { numRuns: 2_000 },
  )
})

const pad = (number: number, length: number) => String(number).padStart(length, '0')
const zone = fc
  .tuple(
    fc.constantFrom('+', '-'),
    fc.integer({ min: 0, max: 14 }),
    fc.constantFrom('00', '30', ':00', ':45'),
  )
  .map(([sign, hours, minutes]) => `${sign}${pad(hours, 2)}${minutes}`)
const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })

const harmless = fc.record({
  eventId: fc
    .tuple(fc.uuid(), fc.uuid())
    .map(([conversation, participant]) => `${conversation}:${participant}`),
  offset: fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
  partition: fc.nat(),
  at: fc.tuple(date, zone).map(([at, zone]) => `${at.toISOString().slice(0, 23)}${zone}`),
  span: fc
    .tuple(date, zone, date)
    .map(([from, zone, to]) => `${from.toISOString().slice(0, 19)}${zone} ${to.toISOString()}`),
  epochMs: date.map((at) => at.getTime()),
  seconds: fc.double(),
  trace_id: fc.stringMatching(/^[\da-f]{32}$/),
  contactId: fc.stringMatching(/^003[A-Za-z\d]{15}$/),
  bytes: fc.base64String({ maxLength: 60 }).filter((text) => !/\+\d{7}/.test(text)),
})

it('ids, offsets, times and amounts are written as they are', () => {
  fc.assert(
    fc.property(harmless, (fields) => {
      const line = lineOf(() => log.info(fields, 'done'))
      expect(JSON.parse(line)).toMatchObject(JSON.parse(JSON.stringify(fields)) as object)
    }),
    { numRuns: 2_000 },
  )
})
