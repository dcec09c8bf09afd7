import { expect, test } from 'vitest'
import { type FaultableCall, type FaultSettings, Faults, faultSettingsSchema } from './faults.ts'
import { seededRandom } from './random.ts'

const call: FaultableCall = {
  method: 'POST',
  path: '/services/data/v66.0/query',
  objects: ['Task'],
  recordCount: 3,
}

function faultsWith(settings: FaultSettings): Faults {
  const faults = new Faults(seededRandom(7))
  faults.set(faultSettingsSchema.parse(settings))
  return faults
}

test('a rule applies as often as it says, and then no more', () => {
  const faults = faultsWith({ rules: [{ times: 2, do: { status: 503 } }] })
  expect([faults.take(call), faults.take(call), faults.take(call)]).toEqual([
    { status: 503 },
    { status: 503 },
    undefined,
  ])
})

test.each([
  [{ method: 'POST' }, true],
  [{ method: 'get' }, false],
  [{ path: '/services/data' }, true],
  [{ path: '/query' }, false],
  [{ pathPattern: '/v\\d+\\.0/query$' }, true],
  [{ object: 'Task' }, true],
  [{ object: 'Contact' }, false],
])('the matcher %j is judged', (match, isMatch) => {
  expect(faultsWith({ rules: [{ match, do: { hang: true } }] }).take(call) !== undefined).toBe(isMatch)
})

test('latency is made of a base and a share for each record', () => {
  expect(faultsWith({ latencyMs: { base: 10, perRecord: 2 } }).latencyMs(call)).toBe(16)
})

test('a share of the requests, and of the records, fails: the same share for the same seed', () => {
  const settings: FaultSettings = { rules: [{ probability: 0.25, do: { status: 500 } }] }
  const hits = (): number => {
    const faults = faultsWith(settings)
    return Array.from({ length: 1_000 }, () => faults.take(call)).filter((fault) => fault !== undefined)
      .length
  }
  expect(hits()).toBe(hits())
  expect(hits()).toBeGreaterThan(200)
  expect(hits()).toBeLessThan(300)
})

test('a record error counts records, and may mean certain ones', () => {
  const faults = faultsWith({
    rules: [
      {
        times: 1,
        do: {
          recordError: { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' },
          where: { Key__c: 'b' },
        },
      },
    ],
  })
  const action = faults.take(call)
  if (!action || !('recordError' in action)) throw new Error('the rule is to match')
  const fault = faults.recordFault(action, call)
  expect(fault({ Key__c: 'a' }, { object: 'Task' })).toBeUndefined()
  expect(fault({ Key__c: 'b' }, { object: 'Task' })).toMatchObject({ statusCode: 'UNABLE_TO_LOCK_ROW' })
  expect(fault({ Key__c: 'b' }, { object: 'Task' })).toBeUndefined()
})

test('a rule that means a part of a request applies to it, and its record error to that part only', () => {
  const part = (object: string): FaultableCall => ({
    method: 'PATCH',
    path: `/services/data/v66.0/composite/sobjects/${object}/Key__c`,
    objects: [object],
    recordCount: 1,
  })
  const composite = { ...call, objects: [], parts: [part('Task'), part('Contact')] }
  const recordError = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }
  const hits = (match: NonNullable<FaultSettings['rules']>[number]['match']) => {
    const faults = faultsWith({ rules: [{ match, do: { recordError } }] })
    const action = faults.take(composite)
    if (!action || !('recordError' in action)) return undefined
    const fault = faults.recordFault(action, composite)
    return composite.parts.map((at) => fault({}, { object: at.objects[0] ?? '', part: at }) !== undefined)
  }
  expect(hits({ object: 'Contact' })).toEqual([false, true])
  expect(hits({ pathPattern: '/Task/Key__c$' })).toEqual([true, false])
  expect(hits({ method: 'POST' })).toEqual([true, true])
  expect(hits({ object: 'Account' })).toBeUndefined()
})

test.each([
  { rules: [{ do: {} }] },
  { rules: [{ do: { cut: 'sometimes' } }] },
  { rules: [{ match: { pathPattern: '(' }, do: { hang: true } }] },
  { latency: 5 },
])('%j is refused', (settings) => {
  expect(faultSettingsSchema.safeParse(settings).success).toBe(false)
})

test('record errors of several rules hit a request that holds what each of them means', () => {
  const errorOf = (statusCode: string) => ({ recordError: { statusCode, message: 'as the test says' } })
  const faults = faultsWith({
    rules: [
      { match: { object: 'Task' }, do: errorOf('A') },
      { match: { object: 'Contact' }, do: errorOf('B') },
    ],
  })
  const both = { ...call, objects: ['Task', 'Contact'] }
  const action = faults.take(both)
  if (!action || !('recordError' in action)) throw new Error('no record error')
  const fault = faults.recordFault(action, both)
  expect(['Task', 'Contact', 'Lead'].map((object) => fault({}, { object })?.statusCode)).toEqual([
    'A',
    'B',
    undefined,
  ])
})

test('a rule that was passed over for a request has no second chance with its records', () => {
  const errorOf = (statusCode: string) => ({ recordError: { statusCode, message: 'as the test says' } })
  const chances = [0.9, 0.1, 0.1].values()
  const faults = new Faults(() => chances.next().value ?? 0)
  faults.set(
    faultSettingsSchema.parse({ rules: [{ probability: 0.5, do: errorOf('A') }, { do: errorOf('B') }] }),
  )
  const action = faults.take(call)
  if (!action || !('recordError' in action)) throw new Error('no record error')
  expect(faults.recordFault(action, call)({}, { object: 'Task' })?.statusCode).toBe('B')
})
