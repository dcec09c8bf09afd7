import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { maskText } from './masked-text.ts'

it.each([
  ['no user “Zoë Müller” here', 'no user “…” here'],
  ["invalid 'string': 'Sam O'Leary'", 'invalid “…”'],
  ["it doesn't matter, and can't", "it doesn't matter, and can't"],
  ["it doesn't know 'Smith' at all", "it doesn't know “…” at all"],
  ['cut off: "Zoë Mül', 'cut off: “…”'],
  ['`Smith` is no name', '“…” is no name'],
  ['mail to zoe.mueller+crm@clinic.example.org failed', 'mail to …@… failed'],
  ['zoë@müller.example', '…@…'],
  ['node_modules/@opentelemetry/api/index.js', 'node_modules/@opentelemetry/api/index.js'],
  ['no owner of 555-123-4567', 'no owner of …67'],
  ['connect ECONNREFUSED 127.0.0.1:9092', 'connect ECONNREFUSED 127.0.0.1:9092'],
])('%j is shown as %j', (text, shown) => {
  expect(maskText(text)).toBe(shown)
})

it('what JSON.parse quotes of a text is not shown, wherever the fault is', () => {
  const text = '{"callerId":"anonymous","agentName":"Zoë \\"Zo\\" O\'Leary","notes":"Müller"}'
  for (let at = 0; at < text.length; at += 1) {
    for (const inserted of ['', '"', "'", 'x', '\n']) {
      const broken = `${text.slice(0, at)}${inserted}${text.slice(at + 1)}`
      expect(maskText(syntaxError(broken))).not.toMatch(/Zo|Leary|Mül|ller/)
    }
  }
})

it('what stands in quotation marks is not shown, whatever it is', () => {
  const name = fc.stringMatching(/^[A-Z][a-z]{2,8}$/)
  const around = fc.string({ unit: fc.constantFrom('"', "'", ' ', ':', 'x', '\\', '\n'), maxLength: 8 })
  fc.assert(
    fc.property(name, around, around, fc.constantFrom('"', '`', '“'), (name, before, after, mark) => {
      expect(maskText(`no: ${mark}${before}${name}${after}${mark}`)).not.toContain(name)
    }),
  )
})

it('a text of any length is masked quickly, and cut', () => {
  const startedAt = performance.now()
  for (const part of ['a', '1', '1 ', '+1', '"', "'", '.a@', '%2B', '(', '10.0.', '-0000']) {
    expect(maskText(part.repeat(100_000)).length).toBeLessThanOrEqual(1_000)
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

function syntaxError(json: string): string {
  try {
    JSON.parse(json)
  } catch (error) {
    return (error as SyntaxError).message
  }
  return ''
}
