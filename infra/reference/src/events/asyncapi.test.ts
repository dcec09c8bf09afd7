/**
 * What is committed is an AsyncAPI document, by the judgement of AsyncAPI's own parser, and its examples are what it says of them.
 */
import { readFileSync } from 'node:fs'
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser'
import { Parser } from '@asyncapi/parser'
import { Ajv } from 'ajv'
import avsc from 'avsc'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { EventDocument, EventMessage } from './document.ts'
import { personalFields } from './personal-data.ts'

const text = readFileSync(new URL('../../../../schemas/asyncapi.yaml', import.meta.url), 'utf8')
const document = parse(text) as EventDocument
const messages = Object.values(document.components.messages)

const parser = new Parser({
  schemaParsers: [AvroSchemaParser()],
  // 3.1 adds bindings for ROS 2 and nothing else; 3.0 is what other tools read, too.
  ruleset: { rules: { 'asyncapi-latest-version': 'off' } } as object,
})

async function findings(asyncapi: string): Promise<string[]> {
  const { diagnostics } = await parser.parse(asyncapi)
  return diagnostics.map(({ code, path, message }) => `${code} at ${path.join('/')}: ${message}`)
}

describe('the AsyncAPI document', () => {
  it('has nothing that its parser complains of', async () => {
    expect(await findings(text)).toEqual([])
  })

  it.each([
    [
      'a binding that Kafka does not have',
      (broken: Broken) => (channelOf(broken).bindings.kafka.partitions = 0),
    ],
    ['an operation on no channel', (broken: Broken) => delete broken.channels['calls.logged.v1']],
    ['a payload that is no Avro', (broken: Broken) => delete schemaOf(broken).fields],
  ])('would not pass with %s', async (_, breakIt) => {
    const broken: Broken = parse(text)
    breakIt(broken)
    expect(await findings(stringify(broken))).not.toEqual([])
  })

  it('is read as three events that Calltrail sends, each on a topic of its own', async () => {
    const { document: parsed } = await parser.parse(text)
    const sent = parsed!.operations().filterBySend()
    expect(
      sent.map((operation) =>
        operation
          .channels()
          .all()
          .map((channel) => channel.address()),
      ),
    ).toEqual([['calls.enriched.v1'], ['calls.enriched.masked.v1'], ['calls.logged.v1']])
    expect(parsed!.operations().filterByReceive()).toEqual([])
  })
})

type Broken = ReturnType<typeof parse>

const channelOf = (broken: Broken) => broken.channels['calls.enriched.v1']
const schemaOf = (broken: Broken) => broken.components.messages.CallEnriched.payload.schema

// What AsyncAPI adds to JSON schema is told, not checked.
const ajv = new Ajv({ allErrors: true, formats: { 'date-time': (time) => !Number.isNaN(Date.parse(time)) } })

describe.each(messages.map((message) => [message.name, message] as const))(
  'an example of %s',
  (_, message) => {
    const { payload, headers, bindings, examples } = message
    const type = avsc.Type.forSchema(payload.schema as avsc.Schema)
    const all = examples.map((example) => [example.name, example] as const)

    it.each(all)('is valid Avro of its schema: %s', (_, example) => {
      const wrong: string[] = []
      type.isValid(example.payload, {
        noUndeclaredFields: true,
        errorHook: (path) => wrong.push(path.join('.')),
      })
      expect(wrong).toEqual([])
    })

    it.each(all)('has the headers that are described, and no other: %s', (_, example) => {
      expect(problems({ ...headers, additionalProperties: false }, example.headers)).toEqual([])
    })

    it.each(all)('has a key as it is described: %s', (_, { name }) => {
      const key = message['x-example-keys'][name]
      expect(problems(bindings.kafka.key, key)).toEqual([])
      expect(bindings.kafka.key.examples).toContain(key)
    })

    it('is not valid without its identity, in its value or its headers', () => {
      const [{ payload, headers: written }] = examples as [EventMessage['examples'][number]]
      expect(type.isValid({ ...payload, eventId: undefined })).toBe(false)
      expect(problems(headers, { ...written, ce_id: '' })).not.toEqual([])
    })
  },
)

function problems(schema: object, value: unknown): unknown[] {
  return ajv.validate(schema, value) ? [] : (ajv.errors ?? [])
}

it('no masked example tells what its event says of people', () => {
  const { CallEnriched, CallEnrichedMasked } = document.components.messages as Record<string, EventMessage>
  const paths = Object.values(personalFields(CallEnriched!.payload.schema)).flat()
  const told = CallEnriched!.examples.flatMap(({ payload }) =>
    paths.flatMap((path) => textsAt(payload, path)),
  )
  const masked = JSON.stringify(CallEnrichedMasked!.examples)
  expect(told).toEqual(
    expect.arrayContaining(['+15551234567', 'John Doe', 'john.doe@acme.example', 'Premium']),
  )
  expect(told.filter((text) => masked.includes(text))).toEqual([])
})

function textsAt(payload: object, path: string): string[] {
  const value = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], payload)
  if (value instanceof Object) return Object.values(value).map(String)
  return typeof value === 'string' ? [value] : []
}
