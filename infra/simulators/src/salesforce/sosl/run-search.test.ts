import { describe, expect, test } from 'vitest'
import { SimulatorClock } from '../../control/clock.ts'
import { ApiError } from '../api-error.ts'
import { Org } from '../org.ts'
import { sampleOrg } from '../sample-org.ts'
import { parseSearch } from './parse-search.ts'
import { runSearch } from './run-search.ts'

const org = new Org(new SimulatorClock(), sampleOrg, { dailyApiRequests: 100, searchIndexLagMs: 0 })

function namesFound(sosl: string): unknown[] {
  return runSearch(org, parseSearch(sosl), '/b').map((record) => record['Name'])
}

describe('a search', () => {
  test.each([
    ['FIND {5551234567} IN PHONE FIELDS RETURNING Contact(Id, Name)', ['John Doe']],
    [String.raw`FIND {\(555\) 123\-4567} IN PHONE FIELDS RETURNING Contact(Name)`, ['John Doe']],
    ['FIND {4155550132} IN PHONE FIELDS RETURNING Contact(Name)', ['Pat Quinn']],
    ['FIND {3023125111} IN PHONE FIELDS RETURNING Contact(Name ORDER BY Name)', ['Ada Switch', 'Bert Board']],
    [
      'FIND {5125550177} IN PHONE FIELDS RETURNING Contact(Name LIMIT 1), Account(Name)',
      ['Luis Rivera', 'Rivera Household'],
    ],
    ['FIND {5551234567 OR 4155550133} IN PHONE FIELDS RETURNING Contact(Name)', ['John Doe', "Sam O'Leary"]],
    [`FIND {Rivera} IN NAME FIELDS RETURNING Contact(Name WHERE FirstName IN ('Ana', 'x)'))`, ['Ana Rivera']],
    ['FIND {Rivera AND NOT Ana} RETURNING Contact(Name)', ['Luis Rivera']],
    ['FIND {Riv*} IN ALL FIELDS RETURNING Contact(Name) LIMIT 1', ['Luis Rivera']],
    [`FIND {O\\'Leary} IN NAME FIELDS RETURNING Contact(Name)`, ["Sam O'Leary"]],
    ['find {"john doe"} returning contact(name)', ['John Doe']],
    // The last digits find a number, those in its middle do not.
    ['FIND {5550132} IN PHONE FIELDS RETURNING Contact(Name)', ['Pat Quinn']],
    ['FIND {415555} IN PHONE FIELDS RETURNING Contact(Name)', []],
    ['FIND {151555*} IN PHONE FIELDS RETURNING Contact(Name)', []],
    ['FIND {415555*} IN PHONE FIELDS RETURNING Contact(Name)', ['Jane Roe', "Sam O'Leary"]],
    [
      'FIND {5551*} IN PHONE FIELDS RETURNING Contact(Name WHERE AccountId != null LIMIT 1), Lead(Name), Account(Name)',
      ['John Doe'],
    ],
    [
      'FIND {5551234567 OR 2125550188 OR 5125550177} IN PHONE FIELDS RETURNING Contact(Name), Lead(Name), Account(Name) LIMIT 3',
      ['John Doe', 'Lea Prospect', 'Rivera Household'],
    ],
    ['FIND {0000000000} IN PHONE FIELDS RETURNING Contact(Name)', []],
  ])('%s', (sosl, expected) => {
    expect(namesFound(sosl)).toEqual(expected)
  })

  test('with a long text has no operators, and with a longer one finds nothing', () => {
    const terms = (count: number) => Array.from({ length: count }, (_, index) => `77755${10_000 + index}`)
    const find = (count: number, joiner: string) =>
      namesFound(
        `FIND {${['5551234567', ...terms(count)].join(joiner)}} IN PHONE FIELDS RETURNING Contact(Name)`,
      )
    expect(find(10, ' AND ')).toEqual([])
    expect(find(400, ' AND ')).toEqual(['John Doe'])
    expect(find(200, ' OR ')).toEqual(['John Doe'])
    expect(find(1_000, ' OR ')).toEqual([])
  })

  test.each([
    ['FIND {+15551234567} IN PHONE FIELDS RETURNING Contact(Name)', 'MALFORMED_SEARCH'],
    ['FIND {555-123-4567} IN PHONE FIELDS RETURNING Contact(Name)', 'MALFORMED_SEARCH'],
    ['FIND {5551234567 IN PHONE FIELDS', 'MALFORMED_SEARCH'],
    ['FIND {5} IN PHONE FIELDS', 'MALFORMED_SEARCH'],
    ['FIND {} IN PHONE FIELDS', 'MALFORMED_SEARCH'],
    ['FIND {5551234567} IN NO FIELDS', 'MALFORMED_SEARCH'],
    ['FIND {5551234567} RETURNING Nope(Id)', 'INVALID_TYPE'],
    ['FIND {5551234567} RETURNING Contact(Nope)', 'INVALID_FIELD'],
  ])('%s is refused', (sosl, code) => {
    const codes = (): unknown => {
      try {
        return namesFound(sosl)
      } catch (error) {
        return error instanceof ApiError ? error.problems[0]?.code : error
      }
    }
    expect(codes()).toBe(code)
  })
})
