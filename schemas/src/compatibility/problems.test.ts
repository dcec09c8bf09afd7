import { describe, expect, it } from 'vitest'
import { eventTopics } from '../topics.ts'
import { breachesBetween } from './breaches.ts'
import { refusalText } from './check.ts'
import { readContracts, textFingerprint } from './contracts.ts'
import type { Contract } from './contracts.ts'
import { contractProblems } from './problems.ts'
import { schemaNode } from './schema-node.ts'

interface Field {
  name: string
  type: unknown
  default?: unknown
  aliases?: string[]
  personalData?: string
}
interface Schema {
  type: string
  name: string
  namespace: string
  fields: Field[]
}

const contracts = readContracts(eventTopics.map(({ event }) => event))
const enriched = contractAt('calls.enriched.v1', 4)
const ended = contractAt('calls.ended.v1', 3)

/** The event as it was when the version was its newest, whatever has been released since. */
function contractAt(event: string, version: number): Contract {
  const { released, fingerprints } = contracts.find((contract) => contract.event === event)!
  return {
    event,
    current: released.get(version),
    released: new Map([...released].slice(0, version)),
    fingerprints: fingerprints.slice(0, version),
  }
}

/** What the gate says of the contract when somebody changes its schema so and releases nothing, without the word that it is to be released. */
function problemsOf(contract: Contract, change: (schema: Schema) => void): string[] {
  const schema = JSON.parse(contract.current!) as Schema
  change(schema)
  return contractProblems([{ ...contract, current: JSON.stringify(schema) }]).filter(
    (problem) => !problem.includes('is no released version yet'),
  )
}

function field(schema: Schema, path: string): Field {
  const [name, ...rest] = path.split('.')
  const found = schema.fields.find((candidate) => candidate.name === name)!
  if (rest.length === 0) return found
  return field((found.type as unknown[])[1] as Schema, rest.join('.'))
}

function remove(schema: Schema, name: string): void {
  schema.fields = schema.fields.filter((candidate) => candidate.name !== name)
}

describe('the schemas of this repository', () => {
  it('go with every released version, and are the newest of them', () => {
    expect(contracts.map(({ event }) => event)).toEqual(eventTopics.map(({ event }) => event))
    expect(contracts.every(({ released }) => released.size > 0)).toBe(true)
    const problems = contractProblems(contracts)
    expect(problems, refusalText('schemas:check', problems)).toEqual([])
  })

  it('have only released versions that go with each other', () => {
    for (const { event, released } of contracts)
      for (const [number, before] of released)
        for (const [, after] of [...released].filter(([later]) => later >= number)) {
          const nodes = [before, after].map((text) => schemaNode(JSON.parse(text)))
          expect(breachesBetween(nodes[0]!, nodes[1]!), event).toEqual([])
        }
  })
})

describe('refused, with a sentence for somebody who is new:', () => {
  it.each<[string, (schema: Schema) => void, string[]]>([
    [
      'a field without default is removed',
      (schema) => remove(schema, 'durationSeconds'),
      [
        'calls.enriched.v1: the field durationSeconds is gone, which has no default in released versions 1 to 4: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.',
      ],
    ],
    [
      'a field of a nested record is removed',
      (schema) => remove((field(schema, 'contact').type as [unknown, Schema])[1], 'name'),
      [
        'calls.enriched.v1: the field contact.name is gone, which has no default in released versions 1 to 4: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.',
      ],
    ],
    [
      'a field with a default is removed',
      (schema) => remove(schema, 'queueName'),
      [
        'calls.enriched.v1: the field queueName is gone, and consumers with released versions 1 to 4 would read its default without a word. Keep it, and say in its doc since when it is not filled.',
      ],
    ],
    [
      'a symbol is removed',
      (schema) => {
        const type = field(schema, 'outcome').type as Field & { symbols: string[] }
        type.symbols = ['UNKNOWN', 'COMPLETED']
      },
      [
        'calls.enriched.v1: the enum CallOutcome of the field outcome has lost the symbol ABANDONED of released versions 3 and 4: records that have it would be read as the default without a word. Keep the symbol, and say in the doc that it is not written any more.',
      ],
    ],
    [
      'a name is not classified as personal data any more',
      (schema) => (field(schema, 'agentName').personalData = 'none'),
      [
        'calls.enriched.v1: the field agentName is not classified as personal data any more, and is of the kind name in released versions 1 to 4: those would see it who may not see people. Give it back its kind.',
      ],
    ],
    [
      'a required field is added',
      (schema) => schema.fields.push({ name: 'site', type: 'string' }),
      [
        'calls.enriched.v1: the field site has no default, and records of released versions 1 to 4 do not have it: they could not be read any more. Give it a default.',
      ],
    ],
    [
      'a field loses the default that old records need',
      (schema) => delete field(schema, 'revision').default,
      [
        'calls.enriched.v1: the field revision has no default, and records of released version 1 do not have it: they could not be read any more. Give it a default.',
      ],
    ],
    [
      'a field is renamed',
      (schema) => (field(schema, 'durationSeconds').name = 'lengthSeconds'),
      [
        'calls.enriched.v1: the field lengthSeconds has no default, and records of released versions 1 to 4 do not have it: they could not be read any more. Give it a default.',
        'calls.enriched.v1: the field durationSeconds is gone, which has no default in released versions 1 to 4: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.',
      ],
    ],
    [
      'a field is renamed by an alias, which only new consumers follow',
      (schema) => Object.assign(field(schema, 'queueName'), { name: 'queue', aliases: ['queueName'] }),
      [
        'calls.enriched.v1: the field queue has the alias queueName: consumers with a released version do not know of it, and would read a default in its place. Take the alias away, keep what was there, and add the new one beside it.',
        'calls.enriched.v1: the field queueName is gone, and consumers with released versions 1 to 4 would read its default without a word. Keep it, and say in its doc since when it is not filled.',
      ],
    ],
    [
      'a type is widened, so that old consumers cannot read it',
      (schema) => (field(schema, 'durationSeconds').type = 'long'),
      [
        'calls.enriched.v1: the field durationSeconds is long and was int in released versions 1 to 4: consumers with such a schema could not read new records. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'a type is narrowed, so that old records cannot be read',
      (schema) => (field(schema, 'revision').type = 'int'),
      [
        'calls.enriched.v1: the field revision is int and was long in released versions 2 to 4: records that were written before could not be read any more. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'a type is another one',
      (schema) => Object.assign(field(schema, 'transferred'), { type: ['null', 'string'] }),
      [
        'calls.enriched.v1: the field transferred is string and was boolean in released versions 3 and 4: neither could old records be read any more, nor could consumers with such a schema read new ones. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'a field becomes optional, which old consumers cannot read',
      (schema) => Object.assign(field(schema, 'conversationId'), { type: ['null', 'string'], default: null }),
      [
        'calls.enriched.v1: the field conversationId is null or string and was string in released versions 1 to 4: consumers with such a schema could not read new records. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'an optional field is always there, which old records do not know of',
      (schema) => Object.assign(field(schema, 'agentId'), { type: 'string', default: '' }),
      [
        'calls.enriched.v1: the field agentId is string and was null or string in released versions 1 to 4: records that were written before could not be read any more. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'the values of a map are of another type',
      (schema) => (field(schema, 'attributes').type = { type: 'map', values: 'int' }),
      [
        'calls.enriched.v1: the field attributes.* is int and was string in released versions 1 to 4: neither could old records be read any more, nor could consumers with such a schema read new ones. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'a time is one of another unit, which no registry sees',
      (schema) => (field(schema, 'startedAt').type = { type: 'long', logicalType: 'timestamp-micros' }),
      [
        'calls.enriched.v1: the field startedAt is long (timestamp-micros) and was long (timestamp-millis) in released versions 1 to 4: it could be read, but programs would take it for what it is not. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'a text is bytes, which no registry sees',
      (schema) => (field(schema, 'eventId').type = 'bytes'),
      [
        'calls.enriched.v1: the field eventId is bytes and was string in released versions 1 to 4: it could be read, but programs would take it for what it is not. Keep it as it was, and add a new field beside it.',
      ],
    ],
    [
      'an enumeration loses the default that lets it grow, which no registry sees',
      (schema) => delete (field(schema, 'direction').type as Field).default,
      [
        'calls.enriched.v1: the enum Direction of the field direction has lost its default, which is UNKNOWN in released versions 1 to 4: no symbol could be added any more. Give it back its default.',
      ],
    ],
    [
      'an enumeration without default loses a symbol as well',
      (schema) => {
        const type = field(schema, 'outcome').type as Field & { symbols: string[] }
        delete type.default
        type.symbols = ['UNKNOWN', 'COMPLETED']
      },
      [
        'calls.enriched.v1: the enum CallOutcome of the field outcome has lost the symbol ABANDONED of released versions 3 and 4, and has no default: records with that symbol could not be read any more. Keep the symbol, and say in the doc that it is not written any more.',
        'calls.enriched.v1: the enum CallOutcome of the field outcome has lost its default, which is UNKNOWN in released versions 3 and 4: no symbol could be added any more. Give it back its default.',
      ],
    ],
    [
      'a nested record has another name',
      (schema) => ((field(schema, 'lead').type as [unknown, Schema])[1].name = 'Prospect'),
      [
        'calls.enriched.v1: the record of the field lead is called Prospect and was called Lead in released versions 3 and 4: readers take it for another type. Give it back its name.',
      ],
    ],
    [
      'the event has another name',
      (schema) => (schema.name = 'EnrichedCall'),
      [
        'calls.enriched.v1: the event is called EnrichedCall and was called CallEnriched in released versions 1 to 4: readers take it for another type. Give it back its name.',
      ],
    ],
    [
      'the namespace is another one, which no registry sees',
      (schema) => (schema.namespace = 'calltrail.enriched'),
      [
        'calls.enriched.v1: the event is in the namespace calltrail.enriched and was in calltrail.calls.enriched.v1 in released versions 1 to 4: many readers take it for another type. Give it back its namespace.',
      ],
    ],
    [
      'a default is not of its field’s type',
      (schema) => schema.fields.push({ name: 'site', type: ['null', 'string'], default: 'Berlin' }),
      [
        'calls.enriched.v1: the field site has the default "Berlin", which is no null. Give it one that is; in a union, one of the type that comes first.',
      ],
    ],
    [
      'a default in a nested record is not of its type either',
      (schema) => (field(schema, 'contact.isPersonAccount').default = 'no'),
      [
        'calls.enriched.v1: the field contact.isPersonAccount has the default "no", which is no boolean. Give it one that is; in a union, one of the type that comes first.',
      ],
    ],
    [
      'the default of an enumeration is none of its symbols',
      (schema) => ((field(schema, 'direction').type as Field).default = 'NONE'),
      [
        'calls.enriched.v1: the schema is not valid Avro (invalid "calltrail.calls.enriched.v1.Direction" default: "NONE"). Mend it.',
      ],
    ],
    [
      'several things at once',
      (schema) => {
        remove(schema, 'enrichedAt')
        schema.fields.push({ name: 'site', type: 'string' })
      },
      [
        'calls.enriched.v1: the field site has no default, and records of released versions 1 to 4 do not have it: they could not be read any more. Give it a default.',
        'calls.enriched.v1: the field enrichedAt is gone, which has no default in released versions 1 to 4: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.',
      ],
    ],
  ])('%s', (_, change, problems) => {
    expect(problemsOf(enriched, change)).toEqual(problems)
  })

  it('a symbol is new to an enumeration that old consumers have no default for', () => {
    const closed = { type: 'enum', name: 'Result', symbols: ['A'] }
    const schemaOf = (type: unknown) =>
      JSON.stringify({ type: 'record', name: 'Event', fields: [{ name: 'result', type }] })
    const open = { ...closed, symbols: ['A', 'B', 'UNKNOWN'], default: 'UNKNOWN' }
    const contract = {
      event: 'calls.closed.v1',
      current: schemaOf(open),
      released: new Map([
        [1, schemaOf(closed)],
        [2, schemaOf(open)],
      ]),
      fingerprints: [schemaOf(closed), schemaOf(open)].map(textFingerprint),
    }
    expect(contractProblems([contract])).toEqual([
      'calls.closed.v1: the enum Result of the field result has the new symbol B, and no default in released version 1: consumers with such a schema could not read a record that has it. Leave the symbols as they were, and add a new field beside it.',
      'calls.closed.v1: the enum Result of the field result has the new symbol UNKNOWN, and no default in released version 1: consumers with such a schema could not read a record that has it. Leave the symbols as they were, and add a new field beside it.',
    ])
  })

  it.each([
    ['no JSON', '{'],
    ['a schema of an unknown type', '{"type":"record","name":"A","fields":[{"name":"a","type":"text"}]}'],
    ['no record', '"string"'],
  ])('what is %s', (_, current) => {
    expect(contractProblems([{ ...enriched, current }])[0]).toMatch(
      /^calls\.enriched\.v1: the schema is not valid Avro \(.+\)\. Mend it\.$/,
    )
  })
})

describe('allowed:', () => {
  it.each<[string, (schema: Schema) => void]>([
    [
      'a field with a default is added',
      ({ fields }) => fields.push({ name: 'site', type: 'string', default: '' }),
    ],
    ['fields are in another order', (schema) => (schema.fields = schema.fields.toReversed())],
    [
      'a symbol is added where old consumers have a default',
      (schema) => {
        const type = field(schema, 'direction').type as { symbols: string[] }
        type.symbols.push('CALLBACK')
      },
    ],
    [
      'symbols are in another order',
      (schema) => {
        const type = field(schema, 'direction').type as { symbols: string[] }
        type.symbols = type.symbols.toReversed()
      },
    ],
    ['a field is found to be personal', (schema) => (field(schema, 'queueName').personalData = 'name')],
    ['a default is another one', (schema) => (field(schema, 'revision').default = 1)],
  ])('%s', (_, change) => {
    expect(problemsOf(enriched, change)).toEqual([])
  })
})

describe('what was released', () => {
  const changed = ended.current!.replace('Genesys queue.', 'Queue of Genesys.')

  it('must have the present schema among it', () => {
    expect(contractProblems([{ ...ended, current: changed }])).toEqual([
      'calls.ended.v1: schemas/avro/calls.ended.v1.avsc is no released version yet. Run `npm run schemas:release`, which keeps it as version 4.',
    ])
  })

  it('must not come again after something newer', () => {
    expect(contractProblems([{ ...ended, current: ended.released.get(2) }])).toContain(
      'calls.ended.v1: schemas/avro/calls.ended.v1.avsc is released version 2 again. Start from the newest, schemas/released/calls.ended.v1/3.avsc.',
    )
  })

  it('must not be edited, by a comment or by whatever', () => {
    const released = new Map([...ended.released, [2, `${ended.released.get(2)!}\n`]] as [number, string][])
    expect(contractProblems([{ ...ended, released }])).toEqual([
      'calls.ended.v1: schemas/released/calls.ended.v1/2.avsc was changed, but what was released stays as it was. Bring it back with git, and change schemas/avro/calls.ended.v1.avsc instead.',
    ])
  })

  it('must not be deleted', () => {
    const released = new Map([...ended.released].filter(([version]) => version !== 1))
    expect(contractProblems([{ ...ended, released }])).toEqual([
      'calls.ended.v1: schemas/released/calls.ended.v1/1.avsc is gone, but there are records and consumers of it. Bring it back with git.',
    ])
  })

  it('must not be added to by hand', () => {
    const released = new Map([...ended.released, [4, changed]] as [number, string][])
    expect(contractProblems([{ ...ended, current: changed, released }])).toEqual([
      'calls.ended.v1: schemas/released/calls.ended.v1/4.avsc is none of `npm run schemas:release`. Delete it, and run that.',
    ])
  })

  it('must still be an event', () => {
    const others = eventTopics.map(({ event }) => event).filter((event) => event !== ended.event)
    expect(contractProblems(readContracts(others))).toEqual([
      'calls.ended.v1: it was released, but schemas/src/topics.ts or schemas/avro/calls.ended.v1.avsc is without it. Keep both, and mark the event deprecated in its doc.',
    ])
  })

  it('is nothing of a new event, which is to be released', () => {
    const contract = { event: 'calls.new.v1', current: ended.current, released: new Map(), fingerprints: [] }
    expect(contractProblems([contract])).toEqual([
      'calls.new.v1: schemas/avro/calls.new.v1.avsc is no released version yet. Run `npm run schemas:release`, which keeps it as version 1.',
    ])
  })
})
