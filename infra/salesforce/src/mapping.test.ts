/**
 * What is deployed, beside what the default mapping writes and what the simulated org has.
 */
import { loadConfig, openSalesforce, salesforceConfig } from '@calltrail/runtime'
import type { FieldDescription, ObjectDescription } from '@calltrail/runtime'
import { salesforceVariables, startSalesforceSimulator } from '@calltrail/simulators'
import { callerField, fitMapping, readMapping, strangerFindings } from '@calltrail/sink/mapping'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deployedObject, describe as describeField } from './deployed-org.ts'
import { deployedFields, permissionSets } from './metadata.ts'

const mapping = readMapping()
const isCustom = (field: string) => field.endsWith('__c')
const sets = permissionSets()
const integration = sets.get('Calltrail_Integration')!.fieldPermissions
const createContacts = sets.get('Calltrail_Create_Contacts')!.fieldPermissions

async function simulatedObject(name: 'Task' | 'Contact'): Promise<ObjectDescription> {
  const simulator = await startSalesforceSimulator()
  const salesforce = openSalesforce(loadConfig(salesforceConfig, salesforceVariables(simulator.url)))
  onTestFinished(async () => {
    await salesforce[Symbol.asyncDispose]()
    await simulator.close()
  })
  return salesforce.describe(name)
}

/** The object after a deployment, for an integration user with these permissions. */
async function deployed(name: 'Task' | 'Contact', permissions = integration): Promise<ObjectDescription> {
  const fields = deployedFields(name === 'Task' ? 'Activity' : 'Contact')
  return deployedObject(await simulatedObject(name), fields, permissions)
}

describe('the mapping and the deployment have the same fields:', () => {
  it('those of Task, which are defined on Activity', () => {
    const mapped = mapping.task.map(({ field }) => field).filter(isCustom)
    expect([...deployedFields('Activity').keys()].toSorted()).toEqual(mapped.toSorted())
  })

  it('those of Contact, and the one that strangers are known by', () => {
    const mapped = mapping.contact.map(({ field }) => field).filter(isCustom)
    expect([...deployedFields('Contact').keys()].toSorted()).toEqual([callerField, ...mapped].toSorted())
  })
})

describe('the permission set of the integration user', () => {
  it('lets it write every field of ours that the mapping writes, and no other', () => {
    const mapped = [
      ...mapping.task.map(({ field }) => `Task.${field}`),
      ...mapping.contact.map(({ field }) => `Contact.${field}`),
    ]
    const written = integration
      .filter(({ editable, field }) => editable && isCustom(field))
      .map(({ field }) => field)
    expect(written.toSorted()).toEqual(mapped.filter(isCustom).toSorted())
  })

  it('lets it write no standard field that the mapping does not write', () => {
    const mapped = new Set(mapping.task.map(({ field }) => `Task.${field}`))
    const written = integration.filter(({ editable, field }) => editable && !isCustom(field))
    expect(written.map(({ field }) => field).filter((field) => !mapped.has(field))).toEqual([])
  })

  it('lets it read what contacts are found by', () => {
    const read = new Set(integration.map(({ field }) => field))
    for (const column of [
      'Phone',
      'MobilePhone',
      'HomePhone',
      'OtherPhone',
      'AssistantPhone',
      'AccountId',
      'Email',
      'MailingAddress',
    ]) {
      expect(read).toContain(`Contact.${column}`)
    }
  })
})

describe('after a deployment', () => {
  it('the default mapping has nothing to complain of, and leaves nothing out', async () => {
    const org = {
      task: await deployed('Task'),
      contact: await deployed('Contact'),
      taskStatuses: [{ value: 'Completed', isClosed: true, isDefault: false }],
    }
    const fitted = fitMapping(mapping, org)
    expect(fitted.findings).toEqual([])
    expect(fitted.hasRevisionField).toBe(true)
    expect([...fitted.contactFields]).toEqual(mapping.contact.map(({ field }) => field))
  })

  it('strangers become contacts when their permission set is assigned, and not before', async () => {
    expect(strangerFindings(await deployed('Contact', [...integration, ...createContacts]))).toEqual([])
    expect(strangerFindings(await deployed('Contact'))).toMatchObject([
      { field: callerField, problem: 'missing' },
    ])
  })

  it('strangers may be given a name, a number and an account', () => {
    const written = createContacts.filter(({ editable }) => editable).map(({ field }) => field)
    // Names of contacts are always there for who may create them.
    expect(written.toSorted()).toEqual(['Contact.AccountId', `Contact.${callerField}`, 'Contact.Phone'])
  })

  it('texts have the length that the mapping cuts them to', () => {
    const lengths = [...deployedFields('Activity').values()].map((field) => describeField(field, true))
    const described = new Map(lengths.map(({ name, length }) => [name, length]))
    const mapped = mapping.task.filter(({ field, maxLength }) => isCustom(field) && maxLength !== null)
    expect(mapped.map(({ field }) => [field, described.get(field)])).toEqual(
      mapped.map(({ field, maxLength }) => [field, maxLength]),
    )
  })
})

describe('the simulated org has what is deployed:', () => {
  const traits = ({
    name,
    type,
    length,
    externalId,
    unique,
    restrictedPicklist,
    picklistValues,
  }: FieldDescription) => ({
    name,
    type,
    length,
    externalId,
    unique,
    restrictedPicklist,
    values: picklistValues.map(({ value }) => value),
  })

  it.each(['Task', 'Contact'] as const)('the custom fields of %s', async (name) => {
    const { fields } = await deployed(name, [...integration, ...createContacts])
    const simulated = await simulatedObject(name)
    const ours = [...fields.values()].filter((field) => isCustom(field.name))
    // An org has fields of its own besides.
    const theirs = ours.flatMap((field) => simulated.fields.get(field.name) ?? [])
    expect(theirs.map(traits)).toEqual(ours.map(traits))
  })
})
