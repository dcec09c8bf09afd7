import { describe, expect, test } from 'vitest'
import { SimulatorClock } from '../../control/clock.ts'
import { ApiError } from '../api-error.ts'
import { Org } from '../org.ts'
import { sampleRecords } from '../sample-org.ts'
import { runQuery } from './run-query.ts'

const { organizations, users } = sampleRecords
const now = Date.parse('2026-03-14T10:00:00Z')

function openOrg(): Org {
  const settings = { dailyApiRequests: 100, searchIndexLagMs: 0 }
  const org = new Org(
    new SimulatorClock(() => now),
    { Organization: Object.values(organizations), User: Object.values(users) },
    settings,
  )
  const acme = org.plant('Account', { Name: 'Acme' })
  org.plant('Contact', {
    FirstName: 'Ann',
    LastName: 'Able',
    AccountId: acme,
    Phone: '100%',
    Last_Call_Duration__c: 5,
  })
  org.plant('Contact', {
    LastName: "O'Brien",
    Phone: 'a_b',
    Last_Call_Date__c: '2026-03-14T09:59:00.000+0000',
  })
  org.plant('Contact', { LastName: 'back\\slash', AccountId: acme, Last_Call_Duration__c: 30 })
  return org
}

function namesOf(where: string, org = openOrg()): unknown[] {
  const { records } = runQuery(org, `SELECT Name FROM Contact ${where}`, { basePath: '/b', isAll: false })
  return records.map(({ Name }) => Name)
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return error instanceof ApiError ? error.problems[0]?.code : String(error)
  }
}

const all = ['Ann Able', "O'Brien", String.raw`back\slash`]

describe('WHERE', () => {
  test.each([
    [`WHERE Name = 'ANN able'`, ['Ann Able']],
    [String.raw`WHERE Name = 'O\'Brien'`, ["O'Brien"]],
    [String.raw`WHERE Name = 'back\\slash'`, [String.raw`back\slash`]],
    [`WHERE Name = 'O\\u0027Brien'`, ["O'Brien"]],
    [`WHERE Name != 'Ann Able'`, all.slice(1)],
    [`WHERE Phone = null`, all.slice(2)],
    [`WHERE Phone != null`, all.slice(0, 2)],
    [`WHERE Phone = ''`, all.slice(2)],
    [`WHERE Phone LIKE '1%'`, ['Ann Able']],
    [String.raw`WHERE Phone LIKE '100\%'`, ['Ann Able']],
    [String.raw`WHERE Phone LIKE 'a\_b'`, ["O'Brien"]],
    [`WHERE Phone LIKE 'A_B'`, ["O'Brien"]],
    [`WHERE Phone LIKE '%'`, all.slice(0, 2)],
    [`WHERE Phone IN ('100%', 'x')`, ['Ann Able']],
    [`WHERE Phone IN ('100%', null)`, [all[0], all[2]]],
    [`WHERE Phone NOT IN ('100%')`, all.slice(1)],
    [`WHERE Last_Call_Duration__c > 5`, all.slice(2)],
    [`WHERE Last_Call_Duration__c >= 5 AND Last_Call_Duration__c <= 30`, [all[0], all[2]]],
    [`WHERE Last_Call_Date__c = TODAY`, ["O'Brien"]],
    [`WHERE Last_Call_Date__c < 2026-03-14T11:00:00+01:00`, ["O'Brien"]],
    [`WHERE Last_Call_Date__c >= LAST_N_DAYS:3`, ["O'Brien"]],
    [`WHERE Last_Call_Date__c = YESTERDAY`, []],
    [`WHERE IsDeleted = FALSE`, all],
    [`WHERE Account.Name = 'acme'`, [all[0], all[2]]],
    [`WHERE AccountId IN (SELECT Id FROM Account WHERE Name = 'Acme')`, [all[0], all[2]]],
    [`WHERE NOT Name = 'Ann Able'`, all.slice(1)],
    [`WHERE (NOT (Name = 'Ann Able' OR Phone = 'a_b')) AND Phone = null`, all.slice(2)],
    [`WHERE Phone = 'a_b' OR (Name LIKE 'b%' AND Account.Name = 'Acme')`, all.slice(1)],
  ])('%s', (where, expected) => {
    expect(namesOf(where)).toEqual(expected)
  })

  test('a value that is escaped as SOQL asks cannot become part of the query', () => {
    const phone = `+1' OR Name LIKE '%`
    const escaped = phone.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)
    expect(namesOf(`WHERE Phone = '${escaped}' OR MobilePhone = '${escaped}'`)).toEqual([])
    expect(namesOf(`WHERE Phone = '${phone}'`)).not.toEqual([])
  })

  test.each([
    [`WHERE Name = 'a' AND Phone = 'b' OR Email = 'c@d.e'`, 'MALFORMED_QUERY'],
    [`WHERE Name = 'a`, 'MALFORMED_QUERY'],
    [`WHERE`, 'MALFORMED_QUERY'],
    [String.raw`WHERE Name = 'a\q'`, 'MALFORMED_QUERY'],
    [`WHERE Nope = 'a'`, 'INVALID_FIELD'],
    [`WHERE Nope.Name = 'a'`, 'INVALID_FIELD'],
    [`WHERE Last_Call_Duration__c = '5'`, 'INVALID_FIELD'],
    [`WHERE Name = 5`, 'INVALID_FIELD'],
    [`WHERE Last_Call_Date__c > 2026-03-14`, 'INVALID_FIELD'],
    [`WHERE Description = 'long text'`, 'INVALID_FIELD'],
    [`WHERE AccountId = 'no id'`, 'INVALID_QUERY_FILTER_OPERATOR'],
    [`OFFSET 2001`, 'NUMBER_OUTSIDE_VALID_RANGE'],
    [`WHERE Name = '${'x'.repeat(100_000)}'`, 'QUERY_TOO_COMPLICATED'],
  ])('refuses %s', (where, code) => {
    expect(codeOf(() => namesOf(where))).toBe(code)
  })
})

describe('ORDER BY, LIMIT and OFFSET', () => {
  test.each([
    ['ORDER BY Name DESC', [...all.slice(1, 2), all[2], all[0]]],
    ['ORDER BY Last_Call_Duration__c', [all[1], all[0], all[2]]],
    ['ORDER BY Last_Call_Duration__c NULLS LAST', [all[0], all[2], all[1]]],
    ['ORDER BY Last_Call_Duration__c DESC NULLS LAST LIMIT 1', [all[2]]],
    ['ORDER BY Account.Name NULLS LAST, Name DESC', [all[2], all[0], all[1]]],
    ['ORDER BY Name LIMIT 1 OFFSET 1', [all[2]]],
  ])('%s', (clauses, expected) => {
    expect(namesOf(clauses)).toEqual(expected)
  })
})

describe('SELECT', () => {
  const select = (soql: string, isAll = false) => runQuery(openOrg(), soql, { basePath: '/b', isAll })

  test('a parent is a record of its own, and null when there is none', () => {
    const { records } = select(`SELECT Name, Account.Name FROM Contact ORDER BY Name LIMIT 2`)
    expect(records).toEqual([
      {
        attributes: {
          type: 'Contact',
          url: expect.stringMatching(/^\/b\/sobjects\/Contact\/003\w{15}$/) as string,
        },
        Name: 'Ann Able',
        Account: {
          attributes: {
            type: 'Account',
            url: expect.stringMatching(/^\/b\/sobjects\/Account\/001/) as string,
          },
          Name: 'Acme',
        },
      },
      expect.objectContaining({ Name: String.raw`back\slash` }),
    ])
    expect(select(`SELECT Account.Name FROM Contact WHERE LastName LIKE 'O%'`).records[0]).toMatchObject({
      Account: null,
    })
  })

  test('COUNT() gives a size and no records', () => {
    expect(select('SELECT COUNT() FROM Contact')).toEqual({ records: [], totalSize: 3 })
  })

  test('names are found without regard to case, and shown as the org spells them', () => {
    expect(select(`select id, account.name from contact where name = 'ann able'`).records[0]).toMatchObject({
      Id: expect.stringMatching(/^003/) as string,
      Account: { Name: 'Acme' },
    })
  })

  test.each([
    ['SELECT Nope FROM Contact', 'INVALID_FIELD'],
    ['SELECT Id FROM Nope', 'INVALID_TYPE'],
    ['SELECT Id, Id FROM Contact', 'MALFORMED_QUERY'],
    ['SELECT FIELDS(ALL) FROM Contact', 'MALFORMED_QUERY'],
    ['SELECT COUNT(Id) FROM Contact GROUP BY Name', 'NOT_SIMULATED'],
  ])('refuses %s', (soql, code) => {
    expect(codeOf(() => select(soql))).toBe(code)
  })
})

test('closed Tasks of more than a year ago are shown by queryAll only', () => {
  const org = openOrg()
  org.plant('Task', { Subject: 'old and closed', Status: 'Completed', ActivityDate: '2025-03-13' })
  org.plant('Task', { Subject: 'old and open', Status: 'In Progress', ActivityDate: '2025-03-13' })
  org.plant('Task', { Subject: 'a year ago', Status: 'Completed', ActivityDate: '2025-03-15' })
  const subjects = (isAll: boolean) =>
    runQuery(org, 'SELECT Subject FROM Task', { basePath: '/b', isAll }).records.map(({ Subject }) => Subject)
  expect(subjects(false)).toEqual(['old and open', 'a year ago'])
  expect(subjects(true)).toEqual(['old and closed', 'old and open', 'a year ago'])
})
