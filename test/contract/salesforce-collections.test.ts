import { describe, expect, test } from 'vitest'
import { openSalesforce, task } from './salesforce-session.ts'

const taskByEvent = '/sobjects/Task/Calltrail_Event_Id__c'
const tasksByEvent = '/composite/sobjects/Task/Calltrail_Event_Id__c'

describe('a collection', () => {
  test('has at most 200 records', async () => {
    const salesforce = await openSalesforce()
    const records = Array.from({ length: 201 }, (_, index) => task(`e-${index}`))
    expect(await salesforce.call('PATCH', tasksByEvent, { records })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'EXCEEDED_ID_LIMIT' }],
    })
    const { status, body } = await salesforce.call('PATCH', tasksByEvent, { records: records.slice(1) })
    expect(status).toBe(200)
    expect((body as { success: boolean }[]).filter(({ success }) => success)).toHaveLength(200)
  })

  test('both records with one external id fail, and one without any', async () => {
    const salesforce = await openSalesforce()
    const records = [task('twice'), task('once'), task('twice'), task(undefined)]
    const { body } = await salesforce.call('PATCH', tasksByEvent, { records })
    expect(body).toMatchObject([
      { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE', fields: ['Calltrail_Event_Id__c'] }] },
      { success: true, created: true },
      { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
      { success: false, errors: [{ statusCode: 'MISSING_ARGUMENT' }] },
    ])
  })

  test('allOrNone takes everything back', async () => {
    const salesforce = await openSalesforce()
    const records = [task('good'), task('bad', { CallType: 'Sideways' })]
    const { body } = await salesforce.call('PATCH', tasksByEvent, { allOrNone: true, records })
    expect(body).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' }] },
    ])
    expect(await salesforce.query('SELECT COUNT() FROM Task')).toMatchObject({ body: { totalSize: 0 } })
    expect(await salesforce.call('PATCH', tasksByEvent, { records: [task('good')] })).toMatchObject({
      body: [{ success: true, created: true }],
    })
  })

  test('counts as one request', async () => {
    const salesforce = await openSalesforce()
    const records = Array.from({ length: 150 }, (_, index) => task(`e-${index}`))
    const { headers } = await salesforce.call('PATCH', tasksByEvent, { records })
    expect(headers.get('sforce-limit-info')).toBe('api-usage=1/100000')
  })
})

describe('a composite request', () => {
  const version = '/services/data/v66.0'

  test('runs in order, and uses earlier answers', async () => {
    const salesforce = await openSalesforce()
    const { body, headers } = await salesforce.call('POST', '/composite', {
      compositeRequest: [
        {
          method: 'POST',
          url: `${version}/sobjects/Contact`,
          referenceId: 'caller',
          body: { LastName: '+14155550199', Phone: '+14155550199' },
        },
        {
          method: 'PATCH',
          url: `${version}${taskByEvent}/e-1`,
          referenceId: 'call',
          body: { Subject: 'Call', WhoId: '@{caller.id}' },
        },
        { method: 'GET', url: `${version}/sobjects/Task/@{call.id}?fields=WhoId`, referenceId: 'check' },
      ],
    })
    const [created, , check] = (body as { compositeResponse: { body: { id: string; WhoId: string } }[] })
      .compositeResponse
    expect(check?.body.WhoId).toBe(created?.body.id)
    expect(headers.get('sforce-limit-info')).toBe('api-usage=1/100000')
  })

  test('allOrNone takes everything back, and without it only what refers to a failure fails', async () => {
    const salesforce = await openSalesforce()
    const requests = [
      { method: 'POST', url: `${version}/sobjects/Account`, referenceId: 'good', body: { Name: 'New' } },
      { method: 'POST', url: `${version}/sobjects/Contact`, referenceId: 'bad', body: {} },
      { method: 'POST', url: `${version}/sobjects/Task`, referenceId: 'late', body: { WhoId: '@{bad.id}' } },
    ]
    const run = async (allOrNone: boolean) => {
      const { body } = await salesforce.call('POST', '/composite', { allOrNone, compositeRequest: requests })
      return (
        body as { compositeResponse: { httpStatusCode: number; body: { errorCode?: string }[] }[] }
      ).compositeResponse.map((part) => [part.httpStatusCode, part.body[0]?.errorCode])
    }
    expect(await run(true)).toEqual([
      [400, 'PROCESSING_HALTED'],
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'PROCESSING_HALTED'],
    ])
    expect(await salesforce.query(`SELECT COUNT() FROM Account WHERE Name = 'New'`)).toMatchObject({
      body: { totalSize: 0 },
    })
    expect(await run(false)).toEqual([
      [201, undefined],
      [400, 'REQUIRED_FIELD_MISSING'],
      [400, 'PROCESSING_HALTED'],
    ])
  })

  test('of collections and queries answers each by itself', async () => {
    const salesforce = await openSalesforce()
    const collection = (referenceId: string, ...records: unknown[]) => ({
      method: 'PATCH',
      url: `${version}${tasksByEvent}`,
      referenceId,
      body: { records },
    })
    const query = (referenceId: string, soql: string) => ({
      method: 'GET',
      url: `${version}/query?q=${encodeURIComponent(soql)}`,
      referenceId,
    })
    const { body } = await salesforce.call('POST', '/composite', {
      compositeRequest: [
        collection('first', task('a'), task('b', { CallType: 'Sideways' })),
        query('wrong', 'SELECT Nope FROM Task'),
        collection('second', task('c'), task('c')),
        query('count', 'SELECT Calltrail_Event_Id__c FROM Task'),
      ],
    })
    expect(body).toMatchObject({
      compositeResponse: [
        {
          httpStatusCode: 200,
          referenceId: 'first',
          body: [{ success: true }, { errors: [{ statusCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST' }] }],
        },
        { httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD' }] },
        {
          httpStatusCode: 200,
          body: [
            { errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
            { errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
          ],
        },
        { httpStatusCode: 200, body: { records: [{ Calltrail_Event_Id__c: 'a' }] } },
      ],
    })
  })

  test('meets the faults of its parts', async () => {
    const salesforce = await openSalesforce()
    const recordError = { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }
    await salesforce.control('POST', '/faults', {
      rules: [{ match: { object: 'Contact' }, times: 1, do: { recordError } }],
    })
    const { body } = await salesforce.call('POST', '/composite', {
      compositeRequest: [
        {
          method: 'PATCH',
          url: `${version}${taskByEvent}/a`,
          referenceId: 'task',
          body: { Subject: 'Call' },
        },
        {
          method: 'POST',
          url: `${version}/sobjects/Contact`,
          referenceId: 'contact',
          body: { LastName: 'Fresh' },
        },
      ],
    })
    expect(body).toMatchObject({
      compositeResponse: [{ httpStatusCode: 201 }, { body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] }],
    })
  })

  test('has at most 25 requests, and 5 collections or queries', async () => {
    const salesforce = await openSalesforce()
    const repeat = (count: number, url: string) =>
      salesforce.call('POST', '/composite', {
        compositeRequest: Array.from({ length: count }, (_, index) => ({
          method: 'GET',
          url: `${version}${url}`,
          referenceId: `r${index}`,
        })),
      })
    expect(await repeat(26, '/limits')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'LIMIT_EXCEEDED' }],
    })
    expect(await repeat(25, '/limits')).toMatchObject({ status: 200 })
    expect(await repeat(6, '/query?q=SELECT+Id+FROM+Task')).toMatchObject({ status: 400 })
  })
})
