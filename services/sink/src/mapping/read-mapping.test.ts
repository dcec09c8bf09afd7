import { describe, expect, it } from 'vitest'
import { loggedCall } from '../testing/calls.ts'
import { fitMapping } from './fit-mapping.ts'
import { MappingError } from './mapping-error.ts'
import { readMapping } from './read-mapping.ts'
import { field, orgWith } from './testing/org-description.ts'

function problemsOf(text: string): readonly string[] {
  try {
    readMapping(text)
  } catch (error) {
    expect(error).toBeInstanceOf(MappingError)
    return (error as MappingError).problems
  }
  return []
}

const ofTask = (task: unknown) => JSON.stringify({ task })
const fieldsOf = (text?: string) => readMapping(text).task.map((mapping) => mapping.field)

function taskOf(task: unknown, changes: Parameters<typeof loggedCall>[0] = {}) {
  const fields = { A__c: {}, N__c: field('N__c', 'double'), D__c: field('D__c', 'datetime') }
  return fitMapping(readMapping(ofTask(task)), orgWith({ task: fields })).taskOf(loggedCall(changes))
}

describe('a mapping file', () => {
  it('changes one field and leaves the others as they are', () => {
    const task = taskOf({ Subject: { template: '{{ queueName }}: {{ name }}' } })
    expect(task).toMatchObject({ Subject: 'Support Queue: John Doe', Call_Agent__c: 'Agent Smith' })
  })

  it('takes a field away', () => {
    expect(fieldsOf(ofTask({ Type: null }))).toEqual(fieldsOf().filter((name) => name !== 'Type'))
  })

  it('that says nothing is the defaults', () => {
    expect(fieldsOf('{}')).toEqual(fieldsOf())
  })

  it.each<[string, unknown, unknown]>([
    ['a field of the event', { from: 'agentId' }, 'user-agent-1'],
    ['a field of the contact', { from: 'contact.email' }, 'john.doe@acme.example'],
    ['an attribute', { from: 'attributes.customer_tier' }, 'Premium'],
    ['the first of several that is there', { from: ['lead.email', 'wrapUpName', 'agentId'] }, 'user-agent-1'],
    ['a constant', { value: 'Genesys' }, 'Genesys'],
    ['other words for it', { from: 'direction', values: { INBOUND: 'In', OUTBOUND: 'Out' } }, 'In'],
    ['a word for when it is not listed', { from: 'queueName', values: { Sales: 'S' }, default: '?' }, '?'],
    ['a word for when there is none', { from: 'wrapUpName', default: 'none yet' }, 'none yet'],
    [
      'a template',
      { template: '{{ agentName | upcase }} {{ startedAt | date: "%d.%m.%Y" }}' },
      'AGENT SMITH 14.03.2026',
    ],
    [
      'a template in the org’s time zone',
      { template: '{{ startedAt | date: "%H:%M", "Asia/Kolkata" }}' },
      '15:30',
    ],
    ['a time as a text', { from: 'recordingUrlExpiresAt' }, '2026-03-14T11:10:32Z'],
  ])('gives a field %s', (_, entry, value) => {
    expect(taskOf({ A__c: entry })['A__c']).toBe(value)
  })

  it('gives a number and a time as such', () => {
    const task = taskOf(
      { N__c: { from: 'attributes.score' }, D__c: { from: 'startedAt' } },
      {
        attributes: { score: ' 4.5 ' },
      },
    )
    expect(task).toMatchObject({ N__c: 4.5, D__c: '2026-03-14T10:00:00Z' })
  })

  it('leaves a field out for a value that is not listed', () => {
    const entry = { from: 'queueName', values: { Sales: 'S', constructor: 'C' } }
    expect(taskOf({ A__c: entry })).not.toHaveProperty('A__c')
    expect(taskOf({ A__c: entry }, { queueName: 'toString' })).not.toHaveProperty('A__c')
  })

  it('leaves a field out whose text must be whole and is too long', () => {
    const entry = { from: 'queueName', whole: true, maxLength: 12 }
    expect(taskOf({ A__c: entry })).not.toHaveProperty('A__c')
    expect(taskOf({ A__c: { ...entry, maxLength: 13 } })['A__c']).toBe('Support Queue')
  })

  it('may write lines, of which those that say nothing are left out', () => {
    const template = ['{{ agentName }}', '{{ wrapUpName }}', { line: '{{ queueName }}', whole: true }]
    expect(taskOf({ A__c: { template } })['A__c']).toBe('Agent Smith\nSupport Queue')
    expect(taskOf({ A__c: { template, maxLength: 12 } })['A__c']).toBe('Agent Smith')
  })

  it('whose template fails for a call leaves the field out, and logs the call', () => {
    const entry = { template: '{% for i in (1..100000000) %}{{ i }}{% endfor %}' }
    const task = taskOf({ A__c: entry })
    expect(task).not.toHaveProperty('A__c')
    expect(task).toMatchObject({ Subject: 'Call with John Doe' })
  })
})

describe('what is wrong with a mapping file is told with its place:', () => {
  it.each<[string, string, readonly (string | RegExp)[]]>([
    ['no JSON', '{ "task": ', [/^The file is not JSON: /]],
    ['a list', '[]', [/^The file: .*expected object/]],
    ['an unknown section', '{ "tasks": {} }', [/^The file: .*tasks/]],
    ['an unknown option', ofTask({ A__c: { from: 'queueName', size: 3 } }), [/^task\.A__c: .*size/]],
    ['a wrong length', ofTask({ A__c: { from: 'queueName', maxLength: 0 } }), [/^task\.A__c\.maxLength: /]],
    ['no source', ofTask({ A__c: { maxLength: 3 } }), [/^task\.A__c: must have exactly one of from/]],
    [
      'two sources',
      ofTask({ A__c: { from: 'queueName', value: 'x' } }),
      [/^task\.A__c: must have exactly one/],
    ],
    ['a bad name', ofTask({ 'A field': { value: 'x' } }), [/^task\.A field: /]],
    ['an unknown path', ofTask({ A__c: { from: 'queName' } }), ['task.A__c: there is no variable queName']],
    [
      'an unknown path among others',
      ofTask({ A__c: { from: ['queueName', 'contact.phone'] } }),
      ['task.A__c: there is no variable contact.phone'],
    ],
    ['a path to a group', ofTask({ A__c: { from: 'contact' } }), ['task.A__c: there is no variable contact']],
    [
      'a path of the language itself',
      ofTask({ A__c: { from: 'constructor' } }),
      ['task.A__c: there is no variable constructor'],
    ],
    [
      'an unknown variable',
      ofTask({ A__c: { template: 'Call with {{ nam }}' } }),
      ['task.A__c: there is no variable nam'],
    ],
    [
      'an unknown variable of a group',
      ofTask({ A__c: { template: '{{ contact.phone }}' } }),
      ['task.A__c: there is no variable contact.phone'],
    ],
    [
      'an unknown filter',
      ofTask({ A__c: { template: '{{ name | shout }}' } }),
      [/^task\.A__c: undefined filter: shout/],
    ],
    [
      'a template that does not end',
      ofTask({ A__c: { template: '{% if name %}' } }),
      [/^task\.A__c: tag .* not closed/],
    ],
    [
      'another template',
      ofTask({ A__c: { template: "{% include '/etc/passwd' %}" } }),
      [/^task\.A__c: tag "include" not found/],
    ],
    [
      'another external id',
      ofTask({ Calltrail_Event_Id__c: { from: 'conversationId' } }),
      [/^task\.Calltrail_Event_Id__c: .*cannot be changed/],
    ],
    [
      'no external id',
      ofTask({ Calltrail_Event_Id__c: null }),
      [/^task\.Calltrail_Event_Id__c: .*cannot be changed/],
    ],
    [
      'another order of revisions',
      ofTask({ Calltrail_Revision__c: { from: 'durationSeconds' } }),
      [/^task\.Calltrail_Revision__c: .*can only be removed/],
    ],
    ['another spelling', ofTask({ subject: { value: 'x' } }), ['task.subject: is spelled Subject']],
    ['nothing to remove', ofTask({ Subjekt: null }), ['task.Subjekt: is no default that could be removed']],
    [
      'an account in WhoId',
      ofTask({ WhoId: { from: ['contactId', 'accountId'] } }),
      [/^task\.WhoId: takes a contact or a lead/],
    ],
    [
      'an account of the attributes in WhoId',
      ofTask({ WhoId: { from: 'attributes.account_id' } }),
      [/^task\.WhoId: takes a contact or a lead/],
    ],
    [
      'a contact that is created',
      JSON.stringify({ contact: { A__c: { value: 1, createOnly: true } } }),
      [/^contact\.A__c: cannot be createOnly/],
    ],
    [
      'several at once',
      JSON.stringify({
        task: { A__c: { from: 'x' }, Subject: { template: '{{ y }}' } },
        contact: { B__c: { from: 'z' } },
      }),
      [
        'task.Subject: there is no variable y',
        'task.A__c: there is no variable x',
        'contact.B__c: there is no variable z',
      ],
    ],
  ])('%s', (_, text, expected) => {
    const problems = problemsOf(text)
    expect(problems).toEqual(
      expected.map((problem) => (typeof problem === 'string' ? problem : expect.stringMatching(problem))),
    )
  })
})
