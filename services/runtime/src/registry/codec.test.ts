import { avroSchemaOf, callsEnded } from '@calltrail/schemas'
import { endedCall } from '@calltrail/schemas/testing'
import avsc from 'avsc'
import { describe, expect, it } from 'vitest'
import { openEventReader, openEventWriter } from './codec.ts'
import { playRegistry, schemaAnswer, wireFormat } from './testing/registry-server.ts'
import type { Play } from './testing/registry-server.ts'

const ourSchema = avroSchemaOf(callsEnded.event)
const call = endedCall()
const avro = avsc.Type.forSchema(JSON.parse(ourSchema)).toBuffer(call)
const known = schemaAnswer(ourSchema)
const html = '<html><h1>not here</h1></html>'
const json = (status: number, error_code: number) => ({ status, body: { error_code, message: 'no' } })

const noFault: [string, Play][] = [
  ['nothing, and closes the connection', (response) => void response.destroy()],
  [
    'half an answer, and closes the connection',
    (response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"schema":')
      setTimeout(() => response.destroy(), 10)
    },
  ],
  ['nothing, for longer than we wait', () => undefined],
  ['400, as a proxy that was spoken to in the wrong way', { status: 400, body: html }],
  ['401', json(401, 40101)],
  ['403', json(403, 40301)],
  ['404, as a proxy that does not know the way', { status: 404, body: html }],
  ['404, as a gateway that speaks JSON', { status: 404, body: { message: 'no route matched' } }],
  ['404, as the registry does at an address that is not its API’s', json(404, 404)],
  ['404 and null', { status: 404, body: null }],
  ['408', { status: 408, body: '' }],
  ['429', { status: 429, body: 'slow down' }],
  ['500', json(500, 50001)],
  ['503 and null', { status: 503, body: null }],
  ['200 and a page to log in', { status: 200, body: html }],
  ['200 and JSON that holds no schema', { status: 200, body: { status: 'up' } }],
  ['302', { status: 302, body: html }],
]

describe('a registry that answers', () => {
  it.each(noFault)('%s, is out: no record is to blame', async (_, play) => {
    let isOut = true
    const { connect } = await playRegistry(() => (isOut ? play : known))
    const reader = openEventReader(connect(1_500), callsEnded)
    await expect(reader.decode(wireFormat(7, avro))).rejects.toMatchObject({
      code: 'SCHEMA_REGISTRY_UNAVAILABLE',
    })
    isOut = false
    expect(await reader.decode(wireFormat(7, avro))).toMatchObject(call)
  })

  it.each<[string, Play]>([
    ['that it does not know the schema', json(404, 40403)],
    ['that a schema which this one refers to is gone', json(404, 40402)],
    ['422', json(422, 42201)],
    ['with a schema that is no JSON', schemaAnswer('{')],
    [
      'with a schema of unknown types',
      schemaAnswer('{"type":"record","name":"A","fields":[{"name":"b","type":"C"}]}'),
    ],
    ['with a schema of something else', schemaAnswer('"string"')],
    ['with a JSON schema', { status: 200, body: { schemaType: 'JSON', schema: '{"type":"object"}' } }],
    [
      'with a Protobuf schema',
      {
        status: 200,
        body: { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; message A { string b = 1; }' },
      },
    ],
    [
      'with a schema of a type that nobody knows',
      { status: 200, body: { schemaType: 'THRIFT', schema: 'x' } },
    ],
  ])('%s, makes the record undecodable, for as long as it says so', async (_, play) => {
    let answer = play
    const { connect } = await playRegistry(() => answer)
    const registry = connect()
    await expect(openEventReader(registry, callsEnded).decode(wireFormat(7, avro))).rejects.toMatchObject({
      code: 'RECORD_UNDECODABLE',
    })
    answer = known
    expect(await openEventReader(registry, callsEnded).decode(wireFormat(8, avro))).toMatchObject(call)
  })

  it('that it does not know a schema is asked again: the schema may have come in the meantime', async () => {
    const answers: Play[] = [json(404, 40403), known]
    const { connect, requests } = await playRegistry(() => answers.shift()!)
    const reader = openEventReader(connect(), callsEnded)
    await expect(reader.decode(wireFormat(7, avro))).rejects.toMatchObject({ code: 'RECORD_UNDECODABLE' })
    expect(await reader.decode(wireFormat(7, avro))).toMatchObject(call)
    expect(requests).toEqual(['/schemas/ids/7', '/schemas/ids/7'])
  })

  it('with a schema is asked for it once', async () => {
    const { connect, requests } = await playRegistry(() => known)
    const reader = openEventReader(connect(), callsEnded)
    await Promise.all([1, 2, 3].map(() => reader.decode(wireFormat(7, avro))))
    await reader.decode(wireFormat(7, avro))
    expect(requests).toEqual(['/schemas/ids/7'])
  })
})

it.each([
  ['nothing', null],
  ['no bytes', Buffer.alloc(0)],
  ['text', Buffer.from('poison')],
  ['less than an id', Buffer.from([0, 0, 0, 1])],
  ['an id that no registry gives', wireFormat(-1, avro)],
])('a value that is %s is undecodable, and no registry is asked', async (_, value) => {
  const { connect, requests } = await playRegistry(() => known)
  await expect(openEventReader(connect(), callsEnded).decode(value)).rejects.toMatchObject({
    code: 'RECORD_UNDECODABLE',
  })
  expect(requests).toEqual([])
})

describe('a writer', () => {
  const lookUp = `/subjects/${callsEnded.subject}`

  it('is opened with the id that the registry has for this build’s schema', async () => {
    const { connect, requests } = await playRegistry((path) =>
      path === lookUp ? { status: 200, body: { id: 7 } } : known,
    )
    const { encode } = await openEventWriter(connect(), callsEnded)
    expect(await encode(call)).toEqual(wireFormat(7, avro))
    expect(requests).toEqual([lookUp, '/schemas/ids/7'])
  })

  it.each(noFault)('waits for a registry that answers %s', async (_, play) => {
    const { connect } = await playRegistry(() => play)
    await expect(openEventWriter(connect(500), callsEnded)).rejects.toMatchObject({
      code: 'SCHEMA_REGISTRY_UNAVAILABLE',
    })
  })

  it.each([
    ['the subject', json(404, 40401)],
    ['the schema', json(404, 40403)],
    ['what to make of the schema', json(422, 42201)],
  ])('is not opened when the registry does not know %s', async (_, answer) => {
    const { connect } = await playRegistry(() => answer)
    await expect(openEventWriter(connect(), callsEnded)).rejects.toMatchObject({
      code: 'SCHEMA_NOT_REGISTERED',
    })
  })
})
