import { callbackify } from 'node:util'
import { sampleRecords, salesforceSampleCredentials, startSalesforceSimulator } from '@calltrail/simulators'
import { Connection } from 'jsforce'
import { expect, onTestFinished, test } from 'vitest'

const { clientId, clientSecret, username, password } = salesforceSampleCredentials
const { johnDoe } = sampleRecords.contacts
const { acme } = sampleRecords.accounts

async function connect(version = '66.0') {
  const { url, close } = await startSalesforceSimulator()
  onTestFinished(close)
  const connection = new Connection({ version, oauth2: { loginUrl: url, clientId, clientSecret } })
  await connection.authorize({ grant_type: 'client_credentials' })
  const control = (path: string, body: unknown) =>
    fetch(`${url}/_control${path}`, { method: 'POST', body: JSON.stringify(body) })
  return { connection, url, control }
}

test('logs in with client credentials, and knows the org and the user', async () => {
  const { connection, url } = await connect()
  expect(connection.instanceUrl).toBe(url)
  expect(connection.userInfo).toMatchObject({
    id: sampleRecords.users.integrationUser.Id,
    organizationId: sampleRecords.organizations.organization.Id,
  })
})

test('logs in with user name and password', async () => {
  const { connection } = await connect()
  await expect(connection.login(username, password)).resolves.toMatchObject({
    id: sampleRecords.users.integrationUser.Id,
  })
  await expect(connection.login(username, 'wrong')).rejects.toThrow('authentication failure')
})

test('a wrong secret is refused', async () => {
  const { url } = await connect()
  const connection = new Connection({ oauth2: { loginUrl: url, clientId, clientSecret: 'wrong' } })
  await expect(connection.authorize({ grant_type: 'client_credentials' })).rejects.toThrow(
    'invalid client credentials',
  )
})

test('creates, reads, updates and deletes a record', async () => {
  const { connection } = await connect()
  const contacts = connection.sobject('Contact')
  const created = await contacts.create({ LastName: 'Fresh', Phone: '+1 415 555 0150', AccountId: acme.Id })
  if (!created.success) throw new Error('the contact was not created')
  await contacts.update({ Id: created.id, FirstName: 'Fred' })
  expect(await contacts.retrieve(created.id)).toMatchObject({
    Name: 'Fred Fresh',
    AccountId: acme.Id,
    LastActivityDate: null,
  })
  await contacts.destroy(created.id)
  await expect(contacts.retrieve(created.id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' })
})

test('upserts one record by external id: created, then updated', async () => {
  const { connection } = await connect()
  const upsert = (Subject: string) =>
    connection.sobject('Task').upsert({ Calltrail_Event_Id__c: 'c-1:p-1', Subject }, 'Calltrail_Event_Id__c')
  expect(await upsert('first')).toMatchObject({ success: true, created: true })
  expect(await upsert('second')).toMatchObject({ success: true, created: false })
  expect(await connection.sobject('Task').count()).toBe(1)
})

test('upserts a collection, with a result for each record in the order of the request', async () => {
  const { connection } = await connect()
  const records = [
    { Calltrail_Event_Id__c: 'a', Subject: 'fine', WhoId: johnDoe.Id },
    { Calltrail_Event_Id__c: 'b', Subject: 'x'.repeat(256) },
    { Calltrail_Event_Id__c: 'c', Subject: 'fine too' },
  ]
  const results = await connection.sobject('Task').upsert(records, 'Calltrail_Event_Id__c')
  expect(results).toMatchObject([
    { success: true, created: true, errors: [] },
    { success: false, errors: [{ statusCode: 'STRING_TOO_LONG', fields: ['Subject'] }] },
    { success: true, created: true, errors: [] },
  ])
})

test('creates, updates and deletes collections', async () => {
  const { connection } = await connect()
  const tasks = connection.sobject('Task')
  const created = await tasks.create([{ Subject: 'one' }, { Subject: 'two' }])
  const ids = created.flatMap(({ id }) => id ?? [])
  expect(ids).toHaveLength(2)
  expect(await tasks.update(ids.map((Id) => ({ Id, Status: 'Completed' })))).toMatchObject([
    { success: true },
    { success: true },
  ])
  expect(await tasks.find({ Status: 'Completed' }, ['Id', 'Subject']).sort('Subject')).toMatchObject([
    { Subject: 'one' },
    { Subject: 'two' },
  ])
  expect(await tasks.destroy(ids)).toMatchObject([{ success: true }, { success: true }])
  expect(await tasks.count()).toBe(0)
})

test('queries with values that jsforce escapes', async () => {
  const { connection } = await connect()
  const find = (Phone: string) =>
    connection.sobject('Contact').find({ Phone }, ['Id', 'Name', 'Account.Name'])
  expect(await find('(555) 123-4567')).toMatchObject([
    { Name: 'John Doe', Account: { Name: 'Acme Corporation' } },
  ])
  expect(await find(`+1' OR Name LIKE '%`)).toEqual([])
  expect(await connection.sobject('Contact').find({ LastName: "O'Leary" }, ['Name'])).toHaveLength(1)
})

test('reads a long result in pages', async () => {
  const { connection, control } = await connect()
  const tasks = Array.from({ length: 2_050 }, (_, index) => ({ Subject: `call ${index}` }))
  await control('/records/Task', tasks)
  const first = await connection.query('SELECT Subject FROM Task')
  expect(first).toMatchObject({ totalSize: 2_050, done: false })
  expect(first.records).toHaveLength(2_000)
  const next = await connection.queryMore(first.nextRecordsUrl ?? '')
  expect(next.done).toBe(true)
  expect(next.records.at(-1)).toMatchObject({ Subject: 'call 2049' })
})

test('describes objects and fields', async () => {
  const { connection } = await connect()
  const { sobjects } = await connection.describeGlobal()
  expect(sobjects.map(({ name }) => name)).toEqual(expect.arrayContaining(['Account', 'Contact', 'Task']))
  const { fields } = await connection.sobject('Task').describe()
  expect(fields).toContainEqual(
    expect.objectContaining({
      name: 'Calltrail_Event_Id__c',
      externalId: true,
      unique: true,
      caseSensitive: true,
      length: 255,
    }),
  )
  const status = fields.find(({ name }) => name === 'Status')
  expect(status?.picklistValues?.map(({ value }) => value)).toContain('Completed')
  const contact = await connection.sobject('Contact').describe()
  expect(contact.fields.find(({ name }) => name === 'LastActivityDate')).toMatchObject({ updateable: false })
})

test('lists the statuses of Tasks, which follow the picklist', async () => {
  const { connection, url } = await connect()
  const statuses = () =>
    connection
      .sobject('TaskStatus')
      .find({}, ['MasterLabel', 'ApiName', 'IsClosed', 'IsDefault'])
      .sort('SortOrder')
  expect((await statuses()).find(({ IsClosed }) => IsClosed === true)).toMatchObject({ ApiName: 'Completed' })
  const picklistValues = [
    { value: 'Open', isDefault: true },
    { value: 'Done', label: 'Erledigt', isClosed: true },
  ]
  await fetch(`${url}/_control/fields/Task/Status`, {
    method: 'PUT',
    body: JSON.stringify({ picklistValues }),
  })
  expect(await statuses()).toMatchObject([
    { MasterLabel: 'Open', ApiName: 'Open', IsClosed: false, IsDefault: true },
    { MasterLabel: 'Erledigt', ApiName: 'Done', IsClosed: true, IsDefault: false },
  ])
})

test('finds users by their e-mail addresses', async () => {
  const { connection } = await connect()
  const find = (Email: string) => connection.sobject('User').find({ Email }, ['Id', 'IsActive'])
  expect(await find('Agent.Smith@calltrail.example')).toMatchObject([
    { Id: sampleRecords.users.agentSmith.Id, IsActive: true },
  ])
  expect(await find('agent.park@calltrail.example')).toMatchObject([{ IsActive: false }])
  expect(await find('agent.novak@calltrail.example')).toHaveLength(2)
  expect(await find('agent.okafor@calltrail.example')).toEqual([])
})

test('finds a contact by its phone digits', async () => {
  const { connection } = await connect()
  const { searchRecords } = await connection.search(
    'FIND {5551234567} IN PHONE FIELDS RETURNING Contact(Id, Name)',
  )
  expect(searchRecords).toMatchObject([{ Id: johnDoe.Id, Name: 'John Doe' }])
})

test('sees the limits, in the headers and as a resource', async () => {
  const { connection, control } = await connect()
  await control('/limits', { used: 41, max: 100 })
  await connection.query('SELECT Id FROM Account')
  expect(connection.limitInfo).toEqual({ apiUsage: { used: 42, limit: 100 } })
  expect(await connection.limits()).toMatchObject({ DailyApiRequests: { Max: 100, Remaining: 57 } })
  await control('/limits', { used: 100 })
  await expect(connection.query('SELECT Id FROM Account')).rejects.toMatchObject({
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
  })
})

test('gets errors with code, message and fields', async () => {
  const { connection } = await connect()
  await expect(
    connection.sobject('Contact').update({ Id: johnDoe.Id, LastActivityDate: '2026-03-14' }),
  ).rejects.toMatchObject({
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    message: expect.stringContaining('Unable to create/update fields: LastActivityDate.') as string,
    data: { fields: ['LastActivityDate'] },
  })
  await expect(connection.query('SELECT Id FROM')).rejects.toMatchObject({ errorCode: 'MALFORMED_QUERY' })
  await expect(connection.sobject('Nope').create({})).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
})

test('a token that expires is fetched anew, once, by the client', async () => {
  const { url, close } = await startSalesforceSimulator({ tokenLifetimeMs: 60_000 })
  onTestFinished(close)
  let refreshes = 0
  const newToken = async (): Promise<string> => {
    refreshes += 1
    const login = new Connection({ oauth2: { loginUrl: url, clientId, clientSecret } })
    await login.authorize({ grant_type: 'client_credentials' })
    return login.accessToken ?? ''
  }
  const connection = new Connection({
    version: '66.0',
    instanceUrl: url,
    accessToken: 'none yet',
    refreshFn: (_connection, callback) => callbackify(newToken)((error, token) => callback(error, token)),
  })
  await connection.query('SELECT Id FROM Account')
  await connection.query('SELECT Id FROM Account')
  expect(refreshes).toBe(1)
  await fetch(`${url}/_control/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 60_000 }) })
  await connection.query('SELECT Id FROM Account')
  expect(refreshes).toBe(2)
})

test('a retired API version says so', async () => {
  const { connection } = await connect('30.0')
  await expect(connection.query('SELECT Id FROM Account')).rejects.toMatchObject({
    errorCode: 'UNSUPPORTED_API_VERSION',
  })
})

test.each(['31.0', '57.0', '68.0'])('version %s is served', async (version) => {
  const { connection } = await connect(version)
  expect((await connection.query('SELECT Id FROM Contact')).totalSize).toBe(
    Object.keys(sampleRecords.contacts).length,
  )
})
