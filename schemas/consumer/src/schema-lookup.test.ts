import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { schemaLookup } from './schema-lookup.ts'
import type { LookupOptions } from './schema-lookup.ts'

type Play = (response: ServerResponse, request: IncomingMessage) => void

const answer =
  (status: number, body: unknown): Play =>
  (response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))

/** A server that plays the registry. */
async function registryThat(
  play: Play,
  { credentials = '', ...options }: Partial<LookupOptions> & { credentials?: string } = {},
) {
  const server = createServer((request, response) => play(response, request))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return schemaLookup({
    registryUrl: `http://${credentials}127.0.0.1:${(server.address() as AddressInfo).port}/`,
    timeoutMs: 500,
    unknownForMs: 0,
    ...options,
  })
}

it('a schema is asked for by its id', async () => {
  const lookUp = await registryThat((response, { url }) =>
    answer(200, { schema: url === '/schemas/ids/7' ? '"string"' : '"int"' })(response, {} as never),
  )
  expect(await lookUp(7)).toBe('string')
})

it('credentials in the address are sent, and do not stand in it', async () => {
  const lookUp = await registryThat(
    (response, { headers }) =>
      answer(200, { schema: JSON.stringify(headers.authorization) })(response, {} as never),
    { credentials: 'team:p%40ss@' },
  )
  expect(await lookUp(7)).toBe(`Basic ${Buffer.from('team:p@ss').toString('base64')}`)
})

describe('no record is to blame when the registry', () => {
  it.each<[string, Play]>([
    ['closes the connection', (response) => void response.destroy()],
    ['does not answer in time', () => undefined],
    ['answers 401', answer(401, { error_code: 40101 })],
    ['answers 500', answer(500, { error_code: 50001 })],
    ['is a proxy that does not know the way', answer(404, '<html></html>')],
    ['is a gateway that says so in JSON', answer(404, { message: 'no route' })],
    ['is a page to log in', answer(200, '<html></html>')],
    ['answers null', answer(200, 'null')],
  ])('%s', async (_, play) => {
    const lookUp = await registryThat(play)
    await expect(lookUp(7)).rejects.toMatchObject({ name: 'RegistryUnavailable' })
  })
})

describe('the record is to blame when the registry says', () => {
  it.each<[string, Play]>([
    ['that it does not know the schema', answer(404, { error_code: 40403 })],
    ['that it is one of Protobuf', answer(200, { schema: 'message A {}', schemaType: 'PROTOBUF' })],
    ['something that is no schema', answer(200, { schema: '{' })],
  ])('%s', async (_, play) => {
    const lookUp = await registryThat(play)
    await expect(lookUp(7)).rejects.toMatchObject({ name: 'UndecodableValue' })
  })
})

describe('who reads that the registry is away is told why, and no password', () => {
  it.each<[string, Play, RegExp]>([
    [
      'it refuses the login',
      answer(401, {}),
      /^The schema registry at http:\/\/127\.0\.0\.1:\d+ answered 401 and no schema\.$/,
    ],
    ['it is a page to log in', answer(403, '<html></html>'), /answered 403 and no schema/],
    [
      'it closes the connection',
      (response) => void response.destroy(),
      /127\.0\.0\.1:\d+ did not answer \(UND_ERR_SOCKET\)/,
    ],
    ['it is slow', () => undefined, /did not answer \(TimeoutError\)/],
  ])('%s', async (_, play, message) => {
    const lookUp = await registryThat(play, { credentials: 'team:secret@' })
    await expect(lookUp(7)).rejects.toThrow(message)
  })
})

describe('a schema that the registry does not know', () => {
  it('may still come, and is asked for again; only after a while the record is to blame', async () => {
    let time = 0
    const lookUp = await registryThat(answer(404, { error_code: 40403 }), {
      unknownForMs: 30_000,
      now: () => time,
    })
    await expect(lookUp(7)).rejects.toMatchObject({
      name: 'RegistryUnavailable',
      message: expect.stringMatching(/has no schema 7 yet/) as string,
    })
    time = 29_999
    await expect(lookUp(7)).rejects.toMatchObject({ name: 'RegistryUnavailable' })
    await expect(lookUp(8)).rejects.toMatchObject({ name: 'RegistryUnavailable' })
    time = 30_000
    await expect(lookUp(7)).rejects.toMatchObject({ name: 'UndecodableValue' })
    await expect(lookUp(8)).rejects.toMatchObject({ name: 'RegistryUnavailable' })
  })

  it('is there as soon as the registry has it', async () => {
    let isThere = false
    const lookUp = await registryThat(
      (response, request) =>
        (isThere ? answer(200, { schema: '"string"' }) : answer(404, { error_code: 40403 }))(
          response,
          request,
        ),
      { unknownForMs: 30_000 },
    )
    await expect(lookUp(7)).rejects.toMatchObject({ name: 'RegistryUnavailable' })
    isThere = true
    expect(await lookUp(7)).toBe('string')
  })
})
