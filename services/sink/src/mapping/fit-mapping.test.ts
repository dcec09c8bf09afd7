import { describe, expect, it } from 'vitest'
import { loggedCall } from '../testing/calls.ts'
import { fitMapping } from './fit-mapping.ts'
import { readMapping } from './read-mapping.ts'
import { strangerFindings } from './strangers.ts'
import { completed, field, notStarted, orgWith, text, values } from './testing/org-description.ts'

type OrgChanges = Parameters<typeof orgWith>[0]

const fit = (changes: OrgChanges, mapping?: unknown) =>
  fitMapping(readMapping(mapping === undefined ? undefined : JSON.stringify(mapping)), orgWith(changes))

const openStatus = { value: 'Offen', isClosed: false, isDefault: true }
const closedStatus = { value: 'Erledigt', isClosed: true, isDefault: false }

describe('a field that the org does not take is named with the remedy, left out, and hinders nothing:', () => {
  it.each<[string, OrgChanges, string, string, RegExp]>([
    [
      'a custom field that is missing',
      { task: { Call_Queue__c: null } },
      'Call_Queue__c',
      'missing',
      /Deploy infra\/salesforce/,
    ],
    ['a standard field that is hidden', { task: { Type: null } }, 'Type', 'missing', /field-level security/],
    [
      'a field that may not be written',
      { task: { Agent_Notes__c: { createable: false, updateable: false } } },
      'Agent_Notes__c',
      'read-only',
      /edit access/,
    ],
    [
      'a create-only field that may not be set',
      { task: { TaskSubtype: { createable: false } } },
      'TaskSubtype',
      'read-only',
      /edit access/,
    ],
    [
      'a picklist without the value',
      { task: { Type: { restrictedPicklist: true, picklistValues: values('Email', 'Visit') } } },
      'Type',
      'picklist-value',
      /no value Call, .*Email, Visit/,
    ],
    [
      'a picklist whose value is not active',
      { task: { TaskSubtype: { picklistValues: [{ value: 'Call', active: false, defaultValue: false }] } } },
      'TaskSubtype',
      'picklist-value',
      /it has none/,
    ],
    [
      'a field of a type that cannot hold it',
      { task: { Call_Queue__c: { type: 'location' } } },
      'Call_Queue__c',
      'wrong-type',
      /type location, which cannot hold a text/,
    ],
    [
      'a time in a number',
      { task: { ActivityDate: { type: 'double' } } },
      'ActivityDate',
      'wrong-type',
      /cannot hold a time/,
    ],
    [
      'a word in a number',
      { task: { Call_Channel__c: { type: 'double' } } },
      'Call_Channel__c',
      'wrong-type',
      /cannot hold every value/,
    ],
  ])('%s', (_, changes, name, problem, message) => {
    const fitted = fit(changes)
    expect(fitted.findings).toEqual([
      { object: 'Task', field: name, problem, blocking: false, message: expect.stringMatching(message) },
    ])
    expect(fitted.findings[0]?.message).toContain(`Task.${name} `)
    expect(fitted.taskOf(loggedCall({ wrapUpNotes: 'Called back.' }))).not.toHaveProperty(name)
    expect(fitted.taskOf(loggedCall())).toHaveProperty('Subject', 'Call with John Doe')
  })

  it('a field that is spelled otherwise in the org', () => {
    const changes = { task: { Region__c: null, REGION__c: text('REGION__c') } }
    expect(fit(changes, { task: { Region__c: { value: 'EU' } } }).findings).toMatchObject([
      { field: 'Region__c', problem: 'missing', message: expect.stringContaining('spelled REGION__c') },
    ])
  })

  it('LastActivityDate, which Salesforce derives from the Task', () => {
    const mapping = { contact: { LastActivityDate: { from: 'endedAt' } } }
    expect(fit({}, mapping).findings).toMatchObject([
      { object: 'Contact', problem: 'read-only', message: expect.stringContaining('derived by Salesforce') },
    ])
  })
})

describe('a field that is too short', () => {
  it('is told of, and its text is cut to it', () => {
    const fitted = fit({ task: { Call_Queue__c: { length: 10 } } })
    expect(fitted.findings).toMatchObject(
      [
        { field: 'Call_Queue__c', problem: 'too-short', blocking: false, message: /10 characters .* 255/ },
      ].map(({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) })),
    )
    expect(fitted.taskOf(loggedCall())['Call_Queue__c']).toBe('Support Q…')
  })

  it('is told of, and its link is left out', () => {
    const fitted = fit({ task: { Call_Recording_URL__c: { length: 40 } } })
    expect(fitted.findings).toMatchObject([{ problem: 'too-short' }])
    expect(fitted.taskOf(loggedCall())).not.toHaveProperty('Call_Recording_URL__c')
  })

  it('gives its own length where the mapping has none', () => {
    const fitted = fit({ task: { A__c: { length: 7 } } }, { task: { A__c: { from: 'queueName' } } })
    expect(fitted.findings).toEqual([])
    expect(fitted.taskOf(loggedCall())['A__c']).toBe('Suppor…')
  })
})

describe('the external id blocks', () => {
  const id = 'Calltrail_Event_Id__c'

  it.each<[string, OrgChanges, string]>([
    ['when it is missing', { task: { [id]: null } }, 'missing'],
    ['when it may not be set', { task: { [id]: { createable: false } } }, 'read-only'],
    ['when it is no external id', { task: { [id]: { externalId: false } } }, 'not-unique-external-id'],
    ['when it is not unique', { task: { [id]: { unique: false } } }, 'not-unique-external-id'],
    ['when it cannot hold the ids of Genesys', { task: { [id]: { length: 72 } } }, 'too-short'],
  ])('%s', (_, changes, problem) => {
    expect(fit(changes).findings).toMatchObject([{ object: 'Task', field: id, problem, blocking: true }])
  })

  it('not when it is merely shorter than ours', () => {
    expect(fit({ task: { [id]: { length: 73 } } }).findings).toMatchObject([{ field: id, blocking: false }])
  })

  it('is always required, as are those whom the Task is for, and what the mapping requires', () => {
    const { requiredFields } = fit({}, { task: { Subject: { value: 'Call', required: true } } })
    expect([...requiredFields].toSorted()).toEqual([id, 'Subject', 'WhatId', 'WhoId'])
  })
})

it('a field that the mapping requires blocks', () => {
  const mapping = { task: { Region__c: { value: 'EU', required: true } } }
  expect(fit({}, mapping).findings).toMatchObject([
    { field: 'Region__c', problem: 'missing', blocking: true },
  ])
})

describe('the status', () => {
  const status = (changes: OrgChanges, mapping?: unknown) => {
    const fitted = fit(changes, mapping)
    return [fitted.taskOf(loggedCall())['Status'], fitted.findings.map(({ problem }) => problem)]
  }

  it.each<[string, OrgChanges, unknown, readonly string[]]>([
    ['is Completed where that is closed', {}, 'Completed', []],
    [
      'is the first that is closed where it is not',
      { taskStatuses: [openStatus, closedStatus] },
      'Erledigt',
      [],
    ],
    [
      'is the first that is closed where Completed is open',
      { taskStatuses: [{ ...completed, isClosed: false }, closedStatus] },
      'Erledigt',
      [],
    ],
    ['is left out where none is closed', { taskStatuses: [notStarted] }, undefined, ['picklist-value']],
    [
      'is Completed where statuses cannot be read and the picklist has it',
      { taskStatuses: [] },
      'Completed',
      [],
    ],
    [
      'is left out where statuses cannot be read and the picklist has it not',
      { taskStatuses: [], task: { Status: { picklistValues: values('Offen', 'Erledigt') } } },
      undefined,
      ['picklist-value'],
    ],
  ])('%s', (_, changes, value, problems) => {
    expect(status(changes)).toEqual([value, problems])
  })

  it('may be one that is open when the mapping says so', () => {
    expect(status({}, { task: { Status: { value: 'In Progress' } } })).toEqual(['In Progress', []])
  })
})

describe('the type', () => {
  const typeOf = (type: Parameters<typeof field>[2], mapping?: unknown) =>
    fit({ task: { Type: type! } }, mapping).taskOf(loggedCall())['Type']

  it('is Call where any value may be written', () => {
    expect(typeOf({ picklistValues: values('Anruf') })).toBe('Call')
  })

  it('is left out where only others may be written', () => {
    expect(typeOf({ picklistValues: values('Anruf'), restrictedPicklist: true })).toBeUndefined()
  })

  it('is the first of the mapping’s fallbacks that the org has', () => {
    const mapping = { task: { Type: { value: 'Call', fallback: ['Telefonat', 'Anruf', 'Email'] } } }
    const picklistValues = values('Email', 'Anruf')
    expect(typeOf({ picklistValues, restrictedPicklist: true }, mapping)).toBe('Anruf')
    expect(typeOf({ picklistValues }, mapping)).toBe('Anruf')
    expect(typeOf({ picklistValues: values('Call', 'Anruf') }, mapping)).toBe('Call')
  })
})

describe('a restricted picklist that is filled from the call', () => {
  const region = {
    type: 'picklist',
    length: 255,
    restrictedPicklist: true,
    picklistValues: values('Support Queue'),
  }
  const fitted = fit({ task: { Region__c: region } }, { task: { Region__c: { from: 'queueName' } } })

  it('holds the values it has', () => {
    expect(fitted.findings).toEqual([])
    expect(fitted.taskOf(loggedCall())['Region__c']).toBe('Support Queue')
  })

  it('is left out for others', () => {
    expect(fitted.taskOf(loggedCall({ queueName: 'Sales' }))).not.toHaveProperty('Region__c')
  })
})

describe('an org that lets Tasks be created and not changed', () => {
  const unchangeable = Object.fromEntries(
    [...orgWith().task.fields.keys()].map((name) => [name, { updateable: false }]),
  )
  const fitted = fit({ taskObject: { updateable: false }, task: unchangeable })

  it('is told of once, and blocks nothing', () => {
    expect(fitted.findings).toEqual([
      {
        object: 'Task',
        field: null,
        problem: 'not-updateable',
        blocking: false,
        message: expect.stringMatching(/^The object Task .*Edit Tasks/),
      },
    ])
  })

  it('has whole Tasks', () => {
    expect(fitted.taskOf(loggedCall())).toEqual(fit({}).taskOf(loggedCall()))
  })
})

describe('a field that can be set and not changed', () => {
  it('is set, and told of unless the mapping knows', () => {
    const changes = { task: { Call_Queue__c: { updateable: false } } }
    const fitted = fit(changes)
    expect(fitted.findings).toMatchObject([
      { field: 'Call_Queue__c', problem: 'not-updateable', blocking: false },
    ])
    expect(fitted.taskOf(loggedCall())).toHaveProperty('Call_Queue__c')
    expect(fitted.taskOf(loggedCall(), { isUpdate: true })).not.toHaveProperty('Call_Queue__c')
    expect(
      fit(changes, { task: { Call_Queue__c: { from: 'queueName', createOnly: true } } }).findings,
    ).toEqual([])
  })

  it('the other way round waits for the first update', () => {
    const fitted = fit({ task: { Call_Queue__c: { createable: false } } })
    expect(fitted.findings).toMatchObject([{ field: 'Call_Queue__c', problem: 'not-createable' }])
    expect(fitted.taskOf(loggedCall())).not.toHaveProperty('Call_Queue__c')
    expect(fitted.taskOf(loggedCall(), { isUpdate: true })).toHaveProperty('Call_Queue__c')
  })
})

it('an org that lets no Task be created blocks', () => {
  expect(fit({ taskObject: { createable: false, updateable: false } }).findings).toMatchObject([
    { object: 'Task', field: null, problem: 'not-createable', blocking: true },
  ])
})

it('an org whose contacts may not be changed has nothing written to them', () => {
  const fitted = fit({ contactObject: { updateable: false } })
  expect(fitted.findings).toMatchObject([
    { object: 'Contact', field: null, problem: 'not-updateable', blocking: false },
  ])
  expect(fitted.contactUpdateOf(loggedCall().call, '0031')).toEqual({ Id: '0031' })
  expect(fitted).toMatchObject({ contactFields: new Set(), lastCallField: null })
})

it('an org without the revision has Tasks without it', () => {
  const fitted = fit({ task: { Calltrail_Revision__c: null } })
  expect(fitted.hasRevisionField).toBe(false)
  expect(fit({}).hasRevisionField).toBe(true)
  expect(fitted.taskOf(loggedCall())).not.toHaveProperty('Calltrail_Revision__c')
})

it('the last call may stand in another field', () => {
  const contact = { Last_Call_Date__c: null, Gesprochen__c: field('Gesprochen__c', 'datetime') }
  const mapping = { contact: { Last_Call_Date__c: null, Gesprochen__c: { from: 'endedAt' } } }
  expect(fit({ contact }, mapping)).toMatchObject({ findings: [], lastCallField: 'Gesprochen__c' })
})

describe('strangers become contacts', () => {
  const id = 'Calltrail_Caller__c'
  const of = (changes: OrgChanges) => strangerFindings(orgWith(changes).contact)

  it('where the number is a unique external id', () => {
    expect(of({})).toEqual([])
  })

  it.each<[string, OrgChanges, string | null, string]>([
    ['contacts may be created', { contactObject: { createable: false } }, null, 'not-createable'],
    ['the number has its field', { contact: { [id]: null } }, id, 'missing'],
    ['the number may be set', { contact: { [id]: { createable: false } } }, id, 'read-only'],
    [
      'the number is an external id',
      { contact: { [id]: { externalId: false } } },
      id,
      'not-unique-external-id',
    ],
    ['the number is unique', { contact: { [id]: { unique: false } } }, id, 'not-unique-external-id'],
  ])('only where %s', (_, changes, name, problem) => {
    expect(of(changes)).toMatchObject([{ object: 'Contact', field: name, problem, blocking: true }])
  })
})
