/**
 * Looks whether the calls stand in Salesforce as they should: each once, and field by field.
 */
import { isDeepStrictEqual } from 'node:util'
import { calledContacts, enrichedCalls, eventIdField, lastCallOf, taskOf } from './enriched-calls.ts'
import { openSalesforceSession } from './salesforce-session.ts'

/** Of so many Tasks and contacts each field is looked at. */
const looks = 20

export interface WrittenExpectation {
  /** `exact`: a contact has the last of its calls. `any`: it has one of them, as they were written at once. */
  readonly lastCalls: 'exact' | 'any'
}

/**
 * @param count of the calls, from the first one on
 * @throws {Error} when one is missing, or is not what it should be
 */
export async function assertWritten(
  salesforceUrl: string,
  count: number,
  { lastCalls }: WrittenExpectation,
): Promise<void> {
  const salesforce = await openSalesforceSession(salesforceUrl)
  const calls = enrichedCalls(count)
  const tasks = await salesforce.count('SELECT COUNT() FROM Task')
  if (tasks !== count) throw new Error(`${count} calls were to be written, and there are ${tasks} Tasks`)
  const ours = `FirstName = '${calledContacts[0]!.FirstName}'`
  const told = await salesforce.count(
    `SELECT COUNT() FROM Contact WHERE ${ours} AND Last_Call_Date__c != null`,
  )
  const called = Math.min(count, calledContacts.length)
  if (told !== called) throw new Error(`${called} contacts were called, and ${told} know of it`)

  for (const call of everySoMany(calls)) {
    const task = taskOf(call)
    const where = `${eventIdField} = '${call.eventId}'`
    await assertRow(`SELECT ${Object.keys(task).join(', ')} FROM Task WHERE ${where}`, task)
    if (lastCalls === 'any') continue
    const last = calls.findLast(({ contact }) => contact!.id === call.contact!.id)!
    const { Last_Call_Date__c: date, ...others } = lastCallOf(last)
    const fields = ['Last_Call_Date__c', ...Object.keys(others)].join(', ')
    await assertRow(`SELECT ${fields} FROM Contact WHERE Id = '${call.contact!.id}'`, {
      Last_Call_Date__c: date.replace('Z', '.000+0000'),
      ...others,
    })
  }

  async function assertRow(query: string, expected: object): Promise<void> {
    const [row = {}] = await salesforce.query<object>(query)
    const { attributes: _, ...values } = row as { readonly attributes?: unknown }
    if (isDeepStrictEqual(values, expected)) return
    throw new Error(`Salesforce has ${JSON.stringify(values)}, and not ${JSON.stringify(expected)}`)
  }
}

function everySoMany<Item>(items: readonly Item[]): Item[] {
  const every = Math.ceil(items.length / looks)
  return items.filter((_, index) => index % every === 0)
}
