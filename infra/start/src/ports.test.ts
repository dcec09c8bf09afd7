import { expect, it } from 'vitest'
import { hasAddressInUse, withPortNote } from './ports.ts'

it('an address on another port than the preferred one says why', () => {
  expect(withPortNote('http://127.0.0.1:3000', 3_000)).toBe('http://127.0.0.1:3000')
  expect(withPortNote('http://127.0.0.1:41234', 3_000)).toBe('http://127.0.0.1:41234 (port 3000 is taken)')
  expect(withPortNote('http://127.0.0.1:41234', 0)).toBe('http://127.0.0.1:41234')
})

it('a taken port is recognised by the code, or in the log of a process', () => {
  expect(hasAddressInUse(Object.assign(new Error('listen'), { code: 'EADDRINUSE' }))).toBe(true)
  expect(hasAddressInUse(new Error('ingress ended (1): {"code":"EADDRINUSE"}'))).toBe(true)
  expect(hasAddressInUse(new Error('ingress ended (1)'))).toBe(false)
})
