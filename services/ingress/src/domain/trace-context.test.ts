import { expect, test } from 'vitest'
import { validTraceparent } from './trace-context.ts'

const valid = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('a valid traceparent is passed on', () => expect(validTraceparent(valid)).toBe(valid))

test.each([
  undefined,
  '',
  'nonsense',
  valid.toUpperCase(),
  `${valid}-more`,
  valid.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
  valid.replace('00f067aa0ba902b7', '0'.repeat(16)),
])('%s is not', (value) => expect(validTraceparent(value)).toBeUndefined())
