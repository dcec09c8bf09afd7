import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { openSalesforce, task } from './salesforce-session.ts'

const { johnDoe } = sampleRecords.contacts
const taskByEvent = '/sobjects/Task/Calltrail_Event_Id__c'
const tasksByEvent = '/composite/sobjects/Task/Calltrail_Event_Id__c'

type Session = Awaited<ReturnType<typeof openSalesforce>>

async function tasksOf(salesforce: Session): Promise<Record<string, unknown>[]> {
  const { body } = await salesforce.control('GET', '/state?object=Task')
  return (body as { Task: Record<string, unknown>[] }).Task
}

describe('state', () => {
  test('lists all records with their derived fields, and a reset brings the sample org back', async () => {
    const salesforce = await openSalesforce()
    await salesforce.call('PATCH', `${taskByEvent}/e-1`, {
      Subject: 'Call',
      WhoId: johnDoe.Id,
      Status: 'Completed',
    })
    expect(await tasksOf(salesforce)).toMatchObject([{ Calltrail_Event_Id__c: 'e-1', IsClosed: true }])
    expect(await salesforce.control('POST', '/reset')).toMatchObject({ status: 204 })
    expect(await tasksOf(salesforce)).toEqual([])
    await salesforce.logIn()
    expect(await salesforce.query('SELECT COUNT() FROM Contact')).toMatchObject({
      body: { totalSize: Object.keys(sampleRecords.contacts).length },
    })
  })

  test('records can be put in as they are', async () => {
    const salesforce = await openSalesforce()
    const { body } = await salesforce.control('POST', '/records/Contact', {
      LastName: 'Planted',
      CreatedDate: '2020-01-01T00:00:00.000+0000',
    })
    const [id] = (body as { ids: string[] }).ids
    expect(await salesforce.call('GET', `/sobjects/Contact/${id}`)).toMatchObject({
      body: { Name: 'Planted', CreatedDate: '2020-01-01T00:00:00.000+0000' },
    })
  })

  test('when records were created over the API is told to the millisecond', async () => {
    let now = Date.parse('2026-11-26T10:00:00.123Z')
    const salesforce = await openSalesforce({ now: () => now })
    const upsert = async (eventId: string) => {
      const { body } = await salesforce.call('PATCH', `${taskByEvent}/${eventId}`, { Subject: 'Call' })
      return (body as { id: string }).id
    }
    const first = await upsert('e-1')
    const firstAt = now
    now += 1
    const second = await upsert('e-2')
    now += 1
    await upsert('e-1')
    await salesforce.control('POST', '/records/Task', { Subject: 'Planted' })
    const creations = async (query = '') => (await salesforce.control('GET', `/creations${query}`)).body
    const both = { [first]: firstAt, [second]: firstAt + 1 }
    expect(await creations('?object=Task')).toEqual(both)
    expect(await creations()).toEqual(both)
    expect(await creations('?object=Contact')).toEqual({})
    await salesforce.control('POST', '/reset')
    expect(await creations()).toEqual({})
  })

  test('requests are counted by kind', async () => {
    const salesforce = await openSalesforce()
    await salesforce.query('SELECT Id FROM Contact')
    await salesforce.call('PATCH', tasksByEvent, { records: [task('a'), task('b')] })
    const { body } = await salesforce.control('GET', '/requests')
    expect(body).toMatchObject({
      total: 3,
      apiRequestsUsed: 2,
      byKind: { token: 1, query: 1, 'collection-upsert': 1 },
    })
    expect((body as { latest: { records: number }[] }).latest.at(-1)).toMatchObject({
      status: 200,
      records: 2,
    })
  })

  test('an administrator can hide a field, and change a picklist', async () => {
    const salesforce = await openSalesforce()
    await salesforce.control('PUT', '/fields/Task/Type', { hidden: true })
    expect(await salesforce.call('POST', '/sobjects/Task', { Type: 'Call' })).toMatchObject({
      body: [{ errorCode: 'INVALID_FIELD' }],
    })
    await salesforce.control('PUT', '/fields/Task/Status', {
      picklistValues: [
        { value: 'Open', isDefault: true },
        { value: 'Done', isClosed: true },
      ],
    })
    await salesforce.call('POST', '/sobjects/Task', { Status: 'Done' })
    expect(await tasksOf(salesforce)).toMatchObject([{ Status: 'Done', IsClosed: true }])
  })

  test.each([
    ['/faults', { rules: [{ do: { explode: true } }] }],
    ['/faults', 'not json'],
    ['/limits', { used: -1 }],
    ['/records/Nope', {}],
    ['/records/Contact', { Nope: 1 }],
    ['/clock', {}],
    ['/user', { frozen: 'yes' }],
  ])('%s refuses %j and says why', async (path, body) => {
    const salesforce = await openSalesforce()
    expect(await salesforce.control('POST', path, body)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/\w/) as string },
    })
  })
})

describe('faults', () => {
  const setRules = (salesforce: Session, ...rules: unknown[]) =>
    salesforce.control('POST', '/faults', { rules })
  const upsert = (salesforce: Session) => salesforce.call('PATCH', `${taskByEvent}/e-1`, { Subject: 'Call' })

  test('a status with a body, as often as asked', async () => {
    const salesforce = await openSalesforce()
    const body = [{ errorCode: 'SERVER_UNAVAILABLE', message: 'down' }]
    await setRules(salesforce, { match: { object: 'Task' }, times: 1, do: { status: 503, body } })
    expect(await upsert(salesforce)).toMatchObject({ status: 503, body })
    expect(await upsert(salesforce)).toMatchObject({ status: 201 })
  })

  test('a connection that is cut after the write has written', async () => {
    const salesforce = await openSalesforce()
    await setRules(salesforce, { match: { method: 'PATCH' }, times: 1, do: { cut: 'after' } })
    await expect(upsert(salesforce)).rejects.toThrow('fetch failed')
    expect(await tasksOf(salesforce)).toMatchObject([{ Calltrail_Event_Id__c: 'e-1' }])
    expect(await upsert(salesforce)).toMatchObject({ status: 200, body: { created: false } })
  })

  test('a connection that is cut before the write has not written', async () => {
    const salesforce = await openSalesforce()
    await setRules(salesforce, { match: { method: 'PATCH' }, times: 1, do: { cut: 'before' } })
    await expect(upsert(salesforce)).rejects.toThrow('fetch failed')
    expect(await tasksOf(salesforce)).toEqual([])
  })

  test('a request that hangs ends with the client, and does not keep the simulator from closing', async () => {
    const salesforce = await openSalesforce()
    await setRules(salesforce, { match: { path: '/services/oauth2' }, do: { hang: true } })
    const signal = AbortSignal.timeout(50)
    await expect(
      fetch(`${salesforce.url}/services/oauth2/token`, { method: 'POST', signal }),
    ).rejects.toThrow()
    void salesforce.logIn().catch(() => undefined)
  })

  test('records of a collection fail one by one, and a single record fails whole', async () => {
    const salesforce = await openSalesforce()
    const recordError = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access' }
    await setRules(
      salesforce,
      { times: 1, do: { recordError, where: { Calltrail_Event_Id__c: 'b' } } },
      { match: { pathPattern: '/sobjects/Contact/' }, times: 1, do: { recordError } },
    )
    const records = [task('a'), task('b'), task('c')]
    const run = async () => {
      const { body } = await salesforce.call('PATCH', tasksByEvent, { records })
      return (body as { success: boolean; errors: { statusCode: string }[] }[]).map(
        ({ success, errors }) => errors[0]?.statusCode ?? success,
      )
    }
    expect(await run()).toEqual([true, 'UNABLE_TO_LOCK_ROW', true])
    expect(await run()).toEqual([true, true, true])
    expect(await tasksOf(salesforce)).toHaveLength(3)
    const change = () => salesforce.call('PATCH', `/sobjects/Contact/${johnDoe.Id}`, { Title: 'Buyer' })
    expect(await change()).toMatchObject({ status: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] })
    expect(await change()).toMatchObject({ status: 204 })
  })

  test('latency grows with the records, and clearing ends it', async () => {
    const salesforce = await openSalesforce()
    await salesforce.control('POST', '/faults', { latencyMs: { base: 20, perRecord: 10 } })
    const start = performance.now()
    await salesforce.call('PATCH', tasksByEvent, { records: [task('a'), task('b'), task('c')] })
    expect(performance.now() - start).toBeGreaterThanOrEqual(49)
    expect(await salesforce.control('DELETE', '/faults')).toMatchObject({ status: 204 })
    expect(await salesforce.control('GET', '/faults')).toMatchObject({
      body: { latencyMs: { base: 0, perRecord: 0 }, rules: [] },
    })
  })

  test('a spent allocation refuses everything but tokens', async () => {
    const salesforce = await openSalesforce({ dailyApiRequests: 1 })
    expect(await upsert(salesforce)).toMatchObject({ status: 201 })
    const refused = await upsert(salesforce)
    expect(refused).toMatchObject({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
    })
    expect(refused.headers.get('sforce-limit-info')).toBe('api-usage=1/1')
    await expect(salesforce.logIn()).resolves.toBeUndefined()
  })
})
