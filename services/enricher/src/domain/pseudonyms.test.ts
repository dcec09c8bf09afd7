import { describe, expect, it } from 'vitest'
import { pseudonymsWith } from './pseudonyms.ts'

const key = 'a key of tests, which is long enough'
const pseudonym = pseudonymsWith(key, 'DE')

describe('a pseudonym', () => {
  it('says of what kind it is, and has 128 bits', () => {
    expect(pseudonym('phone', '+4930901820')).toMatch(/^phone-[0-9a-f]{32}$/)
  })

  it.each(['030 901820', 'tel:+49-30-901820', 'sip:+4930901820@sip.example;user=phone', ' +49 (30) 901820 '])(
    'of a number is the same when it is written %s',
    (written) => {
      expect(pseudonym('phone', written)).toBe(pseudonym('phone', '+4930901820'))
    },
  )

  it('of an address is the same in capitals, and of a name however its accents are composed', () => {
    expect(pseudonym('email', 'Ada@Example.com')).toBe(pseudonym('email', 'ada@example.com'))
    expect(pseudonym('name', 'Zoe\u0301')).toBe(pseudonym('name', 'Zo\u00e9'))
  })

  it('is another for another text, another kind, and another key', () => {
    const one = pseudonym('phone', '+4930901820')
    const others = [
      pseudonym('phone', '+4930901821'),
      pseudonym('name', '+4930901820'),
      pseudonymsWith(`${key}!`, 'DE')('phone', '+4930901820'),
    ]
    for (const other of others) expect(other.split('-')[1]).not.toBe(one.split('-')[1])
  })

  it('is there for what is no number, too', () => {
    expect(pseudonym('phone', 'anonymous')).toMatch(/^phone-[0-9a-f]{32}$/)
  })
})
