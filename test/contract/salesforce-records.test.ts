import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { openSalesforce, task } from './salesforce-session.ts'

const { johnDoe, janeRoe } = sampleRecords.contacts
const { acme } = sampleRecords.accounts
const { leaProspect } = sampleRecords.leads
const taskByEvent = '/sobjects/Task/Calltrail_Event_Id__c'
const tasksByEvent = '/composite/sobjects/Task/Calltrail_Event_Id__c'
const neverIssuedId = '003000000000001AAA'

describe('LastActivityDate', () => {
  const lastActivity = async (salesforce: Awaited<ReturnType<typeof openSalesforce>>) => {
    const { body } = await salesforce.call('GET', `/sobjects/Contact/${johnDoe.Id}?fields=LastActivityDate`)
    return (body as { LastActivityDate: string | null }).LastActivityDate
  }

  test('is refused on write, alone and in a collection', async () => {
    const salesforce = await openSalesforce()
    const message = expect.stringContaining('Unable to create/update fields: LastActivityDate.') as string
    expect(
      await salesforce.call('PATCH', `/sobjects/Contact/${johnDoe.Id}`, { LastActivityDate: '2026-03-14' }),
    ).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message }] })
    const record = { attributes: { type: 'Contact' }, id: johnDoe.Id, LastActivityDate: '2026-03-14' }
    expect(await salesforce.call('PATCH', '/composite/sobjects', { records: [record] })).toMatchObject({
      status: 200,
      body: [{ success: false, errors: [{ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message }] }],
    })
  })

  test('follows the latest closed Task of the contact', async () => {
    const salesforce = await openSalesforce()
    const create = (ActivityDate: string, Status: string) =>
      salesforce.call('POST', '/sobjects/Task', { Subject: 'Call', WhoId: johnDoe.Id, ActivityDate, Status })
    expect(await lastActivity(salesforce)).toBeNull()
    await create('2026-03-14', 'Completed')
    await create('2026-03-10', 'Completed')
    await create('2026-03-20', 'Not Started')
    expect(await lastActivity(salesforce)).toBe('2026-03-14')
    const { body } = await salesforce.query(`SELECT Id FROM Task WHERE ActivityDate = 2026-03-14`)
    const [latest] = (body as { records: { Id: string }[] }).records
    await salesforce.call('DELETE', `/sobjects/Task/${latest?.Id}`)
    expect(await lastActivity(salesforce)).toBe('2026-03-10')
  })
})

describe('a Task', () => {
  test('belongs to the account of its contact, and is completed when its status is closed', async () => {
    const salesforce = await openSalesforce()
    await salesforce.call('PATCH', `${taskByEvent}/e-1`, {
      Subject: 'Call',
      WhoId: johnDoe.Id,
      Status: 'Completed',
    })
    const { body } = await salesforce.query(
      'SELECT AccountId, Account.Name, Who.Name, Who.Type, IsClosed, CompletedDateTime, Priority FROM Task',
    )
    expect(body).toMatchObject({
      records: [
        {
          AccountId: acme.Id,
          Account: { Name: 'Acme Corporation' },
          Who: { Name: 'John Doe', Type: 'Contact' },
          IsClosed: true,
          CompletedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/) as string,
          Priority: 'Normal',
        },
      ],
    })
  })

  test.each<[Record<string, unknown>, string, readonly string[]]>([
    [{ Nope__c: 1 }, 'INVALID_FIELD', []],
    [{ Subject: 'x'.repeat(256) }, 'STRING_TOO_LONG', ['Subject']],
    [{ Description: 'x'.repeat(32_001) }, 'STRING_TOO_LONG', ['Description']],
    [{ Call_Recording_URL__c: 'x'.repeat(2_001) }, 'STRING_TOO_LONG', ['Call_Recording_URL__c']],
    [{ CallType: 'Sideways' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ['CallType']],
    [{ Call_Type__c: 'Sideways' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ['Call_Type__c']],
    [{ Status: null }, 'REQUIRED_FIELD_MISSING', ['Status']],
    [{ CallDurationInSeconds: -1 }, 'NUMBER_OUTSIDE_VALID_RANGE', ['CallDurationInSeconds']],
    [{ CallDurationInSeconds: 'long' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['CallDurationInSeconds']],
    [{ CallDurationInSeconds: 1.5 }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['CallDurationInSeconds']],
    [{ ActivityDate: '2026-02-30' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['ActivityDate']],
    [{ ActivityDate: '2026-03-14T10:00:00Z' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['ActivityDate']],
    [{ Was_Transferred__c: 'perhaps' }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['Was_Transferred__c']],
    [{ Subject: { nested: true } }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', ['Subject']],
    [{ AccountId: acme.Id }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['AccountId']],
    [{ WhoId: '003xx000003SG' }, 'MALFORMED_ID', ['WhoId']],
    [{ WhoId: acme.Id }, 'FIELD_INTEGRITY_EXCEPTION', ['WhoId']],
    [{ WhatId: johnDoe.Id }, 'FIELD_INTEGRITY_EXCEPTION', ['WhatId']],
    [{ WhoId: leaProspect.Id, WhatId: acme.Id }, 'FIELD_INTEGRITY_EXCEPTION', ['WhatId']],
    [{ WhoId: neverIssuedId }, 'INVALID_CROSS_REFERENCE_KEY', []],
  ])('with %j is refused', async (fields, statusCode, named) => {
    const salesforce = await openSalesforce()
    expect(await salesforce.call('PATCH', tasksByEvent, { records: [task('e-1', fields)] })).toMatchObject({
      status: 200,
      body: [{ success: false, errors: [{ statusCode, fields: named }] }],
    })
    const { Calltrail_Event_Id__c: _eventId, attributes: _attributes, ...single } = task('e-1', fields)
    const errorCode = statusCode === 'INVALID_TYPE_ON_FIELD_IN_RECORD' ? 'JSON_PARSER_ERROR' : statusCode
    expect(await salesforce.call('PATCH', `${taskByEvent}/e-1`, single)).toMatchObject({
      status: 400,
      body: [{ errorCode }],
    })
  })

  test('takes short ids, trims text, and has no value where empty text was sent', async () => {
    const salesforce = await openSalesforce()
    const sent = {
      Subject: '  Call  ',
      WhoId: johnDoe.Id.slice(0, 15),
      Agent_Notes__c: '',
      CallDurationInSeconds: '630',
    }
    const { body } = await salesforce.call('POST', '/sobjects/Task', sent)
    expect(await salesforce.call('GET', `/sobjects/Task/${(body as { id: string }).id}`)).toMatchObject({
      body: { Subject: 'Call', WhoId: johnDoe.Id, Agent_Notes__c: null, CallDurationInSeconds: 630 },
    })
  })

  test('its subtype is set when it is created, and never again', async () => {
    const salesforce = await openSalesforce()
    const upsert = () =>
      salesforce.call('PATCH', `${taskByEvent}/e-1`, { Subject: 'Call', TaskSubtype: 'Call' })
    expect(await upsert()).toMatchObject({ status: 201 })
    expect(await upsert()).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }],
    })
    await salesforce.control('PUT', '/fields/Task/TaskSubtype', { updateable: true })
    expect(await upsert()).toMatchObject({ status: 200, body: { created: false } })
  })

  test('cannot be given to a contact that was deleted', async () => {
    const salesforce = await openSalesforce()
    await salesforce.call('DELETE', `/sobjects/Contact/${janeRoe.Id}`)
    expect(await salesforce.call('POST', '/sobjects/Task', { WhoId: janeRoe.Id })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'ENTITY_IS_DELETED' }],
    })
  })
})

describe('external ids', () => {
  test('differ by case, may hold any character, and are not named in the body', async () => {
    const salesforce = await openSalesforce()
    const upsert = (key: string, body: unknown = { Subject: 'Call' }) =>
      salesforce.call('PATCH', `${taskByEvent}/${encodeURIComponent(key)}`, body)
    expect(await upsert('C/1:p 1')).toMatchObject({ status: 201 })
    expect(await upsert('c/1:p 1')).toMatchObject({ status: 201 })
    expect(await upsert('C/1:p 1')).toMatchObject({ status: 200, body: { created: false } })
    expect(await upsert('x', { Calltrail_Event_Id__c: 'x' })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }],
    })
    expect(await salesforce.call('GET', `${taskByEvent}/${encodeURIComponent('C/1:p 1')}`)).toMatchObject({
      body: { Calltrail_Event_Id__c: 'C/1:p 1' },
    })
  })

  test('that match several records give their addresses', async () => {
    const salesforce = await openSalesforce()
    const twice = [{ Calltrail_Event_Id__c: 'twice' }, { Calltrail_Event_Id__c: 'twice' }]
    await salesforce.control('POST', '/records/Task', twice)
    const { status, body } = await salesforce.call('PATCH', `${taskByEvent}/twice`, { Subject: 'Call' })
    expect(status).toBe(300)
    expect(body).toEqual([
      expect.stringMatching(/\/sobjects\/Task\/00T/),
      expect.stringMatching(/\/sobjects\/Task\/00T/),
    ])
  })

  test('are unique for plain creates too', async () => {
    const salesforce = await openSalesforce()
    const create = () => salesforce.call('POST', '/sobjects/Task', { Calltrail_Event_Id__c: 'once' })
    expect(await create()).toMatchObject({ status: 201 })
    expect(await create()).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATE_VALUE' }] })
  })

  test('of an unknown caller make one contact, however many come at once', async () => {
    const salesforce = await openSalesforce()
    const caller = { LastName: '+14155550188', Phone: '+14155550188' }
    const path = `/sobjects/Contact/Calltrail_Caller__c/${encodeURIComponent('+14155550188')}`
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => salesforce.call('PATCH', path, caller)),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(
      await salesforce.call('POST', '/sobjects/Contact', { ...caller, Calltrail_Caller__c: '+14155550188' }),
    ).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATE_VALUE' }] })
    expect(
      await salesforce.call('PATCH', `/sobjects/Contact/Calltrail_Caller__c/${'1'.repeat(21)}`, caller),
    ).toMatchObject({ body: [{ errorCode: 'STRING_TOO_LONG' }] })
  })

  test('of which two are new at the same time: the second may be a duplicate, and a moment later is not', async () => {
    const salesforce = await openSalesforce()
    await salesforce.control('POST', '/upsert-races', { windowMs: 1_000 })
    const upsert = () => salesforce.call('PATCH', `${taskByEvent}/raced`, { Subject: 'Call' })
    expect(await upsert()).toMatchObject({ status: 201 })
    expect(await upsert()).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATE_VALUE' }] })
    await salesforce.control('POST', '/clock', { advanceMs: 1_000 })
    expect(await upsert()).toMatchObject({ status: 200, body: { created: false } })
  })

  test('a field that is none does not exist as an address', async () => {
    const salesforce = await openSalesforce()
    expect(await salesforce.call('PATCH', '/sobjects/Task/Subject/x', {})).toMatchObject({ status: 404 })
    expect(
      await salesforce.call('PATCH', '/composite/sobjects/Task/Subject', { records: [task('e-1')] }),
    ).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] })
  })
})
