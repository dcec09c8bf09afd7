import { samplePersonRecords } from '@calltrail/simulators'
import { describe, expect, test } from 'vitest'
import { openSalesforce, task } from './salesforce-session.ts'

const { paulaPrivat } = samplePersonRecords

describe('an org with person accounts', () => {
  const open = () => openSalesforce({ personAccounts: true })

  test('has their fields, which other orgs have not', async () => {
    const plain = await openSalesforce()
    const names = async (object: string, salesforce = plain) => {
      const { body } = await salesforce.call('GET', `/sobjects/${object}/describe`)
      return (body as { fields: { name: string }[] }).fields.map(({ name }) => name)
    }
    expect(await names('Contact')).not.toContain('IsPersonAccount')
    expect(await names('Account')).not.toContain('PersonContactId')
    await plain.control('PUT', '/person-accounts', { enabled: true })
    expect(await names('Contact')).toContain('IsPersonAccount')
    expect(await names('Account')).toEqual(
      expect.arrayContaining([
        'IsPersonAccount',
        'PersonContactId',
        'PersonMobilePhone',
        'Last_Call_Date__pc',
      ]),
    )
  })

  test('shows one person as an account and as a contact', async () => {
    const salesforce = await open()
    const { body } = await salesforce.query(
      `SELECT Name, MobilePhone, IsPersonAccount, Account.IsPersonAccount, Account.Name FROM Contact WHERE IsPersonAccount = true AND MobilePhone != null`,
    )
    expect(body).toMatchObject({
      records: [{ Name: 'Paula Privat', Account: { Name: 'Paula Privat', IsPersonAccount: true } }],
    })
    expect(
      await salesforce.query(`SELECT Id FROM Account WHERE PersonMobilePhone = '+1 646 555 0123'`),
    ).toMatchObject({ body: { records: [{ Id: paulaPrivat.Id }] } })
  })

  test('is written to by the account, never by the contact', async () => {
    const salesforce = await open()
    const contactId = paulaPrivat.PersonContactId
    const refusal = { errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY' }
    expect(
      await salesforce.call('PATCH', `/sobjects/Contact/${contactId}`, { Last_Call_Duration__c: 630 }),
    ).toMatchObject({ status: 403, body: [refusal] })
    expect(
      await salesforce.call('PATCH', '/composite/sobjects', {
        records: [
          { attributes: { type: 'Contact' }, Id: contactId, Last_Call_Duration__c: 630 },
          {
            attributes: { type: 'Account' },
            Id: paulaPrivat.Id,
            Last_Call_Duration__pc: 630,
            LastName: 'Public',
          },
        ],
      }),
    ).toMatchObject({
      body: [
        { success: false, errors: [{ statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY' }] },
        { success: true, id: paulaPrivat.Id },
      ],
    })
    expect(
      await salesforce.query(
        `SELECT Last_Call_Duration__c, Account.Name FROM Contact WHERE Id = '${contactId}'`,
      ),
    ).toMatchObject({
      body: { records: [{ Last_Call_Duration__c: 630, Account: { Name: 'Paula Public' } }] },
    })
  })

  test('has no person fields on the accounts of companies', async () => {
    const salesforce = await open()
    const { body } = await salesforce.query('SELECT Id FROM Account WHERE IsPersonAccount = false LIMIT 1')
    const [company] = (body as { records: [{ Id: string }] }).records
    expect(
      await salesforce.call('PATCH', `/sobjects/Account/${company.Id}`, { Last_Call_Duration__pc: 1 }),
    ).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE' }] })
  })

  test('takes a Task for the person', async () => {
    const salesforce = await open()
    const WhoId = paulaPrivat.PersonContactId
    await salesforce.call('POST', '/sobjects/Task', {
      ...task(undefined, { WhoId, ActivityDate: '2026-03-14' }),
    })
    expect(await salesforce.query('SELECT AccountId, Who.Name FROM Task')).toMatchObject({
      body: { records: [{ AccountId: paulaPrivat.Id, Who: { Name: 'Paula Privat' } }] },
    })
  })
})
