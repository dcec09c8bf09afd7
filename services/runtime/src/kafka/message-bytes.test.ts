import { expect, it } from 'vitest'
import { messageBytes } from './message-bytes.ts'

it('a message has the bytes of its key, its value and its headers, and what Kafka adds to each', () => {
  const headers = { one: 'é', many: [Buffer.alloc(3), 'abc'], none: undefined, é: '' }
  expect(messageBytes({ key: Buffer.alloc(5), value: Buffer.alloc(100), headers })).toBe(
    40 + 105 + (10 + 5) + 2 * (10 + 7) + (10 + 4) + (10 + 2),
  )
  expect(messageBytes({ key: null, value: null, headers: {} })).toBe(40)
})
