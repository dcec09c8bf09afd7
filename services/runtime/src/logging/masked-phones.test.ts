import { expect, it } from 'vitest'
import { maskInternational, maskPhones } from './masked-phones.ts'

const international = [
  ['+15551234567', '+…67'],
  ['tel:+15551234567;ext=3', 'tel:+…67;ext=3'],
  ['from +1 (555) 123-4567 to +442079460958.', 'from +…67 to +…58.'],
  ['+44 (0)20 7946 0958', '+…58'],
  ['+1.555.123.4567', '+…67'],
  ['+49 30/2312-5111', '+…11'],
  ['+1\u00A0555\u2011123\u20134567', '+…67'],
  ['?q=%2B15551234567&x=1', '?q=+…67&x=1'],
  ['q=%2b1%20%28555%29%20123-4567', 'q=+…67'],
  ['%2B1+555+123+4567', '+…67'],
  ['%252B15551234567', '+…67'],
  ['id+15551234567', 'id+…67'],
  ['+155512345678901234', '+…34'],
  ['+15551234567 2026-03-14T10:00:00Z', '+…67 2026-03-14T10:00:00Z'],
  ['+1 555 123 4567 2026-03-14', '+…67 2026-03-14'],
] as const

it.each(international)('%j is shown as %j', (text, shown) => {
  expect(maskInternational(text)).toBe(shown)
})

it.each(international)('%j is shown as %j in a text that is not ours, too', (text, shown) => {
  expect(maskPhones(text)).toBe(shown)
})

it.each([
  ['5551234567', '…67'],
  ['call 555-1234', 'call …34'],
  ['(555) 123-4567', '…67'],
  ['0044 20 7946 0958', '…58'],
  ['01.23.45.67.89', '…89'],
  ['555.123.45.67', '…67'],
  ['5551234567x12', '…67x12'],
  ['tel5551234567', 'tel…67'],
  ['-5551234567-', '-…67-'],
  ['0044207946095x1', '…95x1'],
])('the local number %j is shown as %j in a text that is not ours', (text, shown) => {
  expect(maskPhones(text)).toBe(shown)
})

it.each([
  '2026-03-14T10:00:00.123+01:00',
  '2026-03-14T10:00:00+0100 2026-03-15',
  '2026-03-14 10:00:00',
  'connect ECONNREFUSED 10.0.120.15:9092',
  'c5cbe5a4-30b1-4a3b-9e12-123456789012',
  '00000000-1111-2222-3333-444444444444',
  '4bf92f3577b34da6a3ce929d0e0e4736',
  '00f067aa0ba902b7',
  '003xx000003SGAAA2Q',
  '001xx000002EdcA',
  'conversation-111:user-agent-1',
  'calls.enricher.retry.1',
  '250 ms, 1.5e+21, 24.21.0',
])('%j stays as it is', (text) => {
  expect(maskPhones(text)).toBe(text)
  expect(maskInternational(text)).toBe(text)
})

it.each(['5551234567', '1773482400123', '00000000001234567890', '555-123-4567'])(
  'without a +, %j stays in a line: it may be an offset, a time or an id',
  (text) => {
    expect(maskInternational(text)).toBe(text)
  },
)
