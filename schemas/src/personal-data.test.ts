import { describe, expect, it } from 'vitest'
import { kindOf, masker, maskedSchema, recordIn } from './personal-data.ts'
import type { RecordSchema } from './personal-data.ts'

const person: RecordSchema = {
  type: 'record',
  name: 'Person',
  fields: [
    { name: 'id', type: 'string', doc: 'An id.', personalData: 'none' },
    { name: 'name', type: 'string', doc: 'A name.', personalData: 'name' },
    { name: 'note', type: ['null', 'string'], default: null, doc: 'A note.', personalData: 'free-text' },
  ],
}
const schema: RecordSchema = {
  type: 'record',
  name: 'Call',
  namespace: 'test',
  fields: [
    { name: 'phone', type: ['null', 'string'], default: null, doc: 'A number.', personalData: 'phone' },
    { name: 'person', type: ['null', person], default: null, doc: 'Who called.' },
    { name: 'audio', type: 'string', doc: 'Where it can be heard.', personalData: 'voice' },
    { name: 'seconds', type: 'int', doc: 'How long.', personalData: 'none' },
  ],
}
const mask = masker(schema, (kind, text) => `${kind} of ${text.length} letters`)

describe('a masked event', () => {
  it('has pseudonyms for numbers and names, and nothing of free text and audio', () => {
    const person = { id: '1', name: 'Ada', note: 'Likes tea.' }
    expect(mask({ phone: '+4930', person, audio: 'https://…', seconds: 7 })).toEqual({
      phone: 'phone of 5 letters',
      person: { id: '1', name: 'name of 3 letters' },
      seconds: 7,
    })
  })

  it('says of what is missing that it is missing', () => {
    expect(mask({ phone: null, person: null, audio: '', seconds: 7 })).toEqual({
      phone: null,
      person: null,
      seconds: 7,
    })
  })

  it('has a schema of just these fields, which says what a pseudonym is', () => {
    const masked = maskedSchema(schema, { name: 'Masked', namespace: 'test.masked' })
    expect(masked).toMatchObject({ name: 'Masked', namespace: 'test.masked' })
    expect(masked.fields.map(({ name }) => name)).toEqual(['phone', 'person', 'seconds'])
    expect(masked.fields[0]).toMatchObject({ doc: 'Pseudonym of this: A number.', personalData: 'pseudonym' })
    expect(recordIn(masked.fields[1]!.type)!.fields.map(({ name }) => name)).toEqual(['id', 'name'])
  })
})

describe('a field is refused by name', () => {
  it.each([undefined, 'secret'])('when its kind is %s', (personalData) => {
    const field = { name: 'a', type: 'string', ...(personalData && { personalData }) }
    expect(() => kindOf(field)).toThrow(
      'the field a must say its personalData, one of none, pseudonym, phone',
    )
  })

  it.each([
    ['an array of records', { type: 'array', items: person }],
    ['a map of records', ['null', { type: 'map', values: ['null', person] }]],
    ['a record that is told by its name', ['null', 'Person']],
  ])('when it is %s, whose fields nobody would mask', (_, type) => {
    expect(() => kindOf({ name: 'a', type, personalData: 'none' })).toThrow(
      'the field a holds records in a way that cannot be masked: let it be one, or null',
    )
  })

  it('when it is to be a pseudonym and no string', () => {
    expect(() => kindOf({ name: 'a', type: 'int', personalData: 'phone' })).toThrow(
      'the field a is of the kind phone, which only a string can be',
    )
  })
})
