/**
 * What the registry of the stack has none of: a subject in the mode READONLY. Answers as Confluent's Schema Registry gives them.
 * @see https://docs.confluent.io/platform/current/schema-registry/develop/api.html#errors
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openRegistryApi, SchemaRefused } from './registry-api.ts'

async function registryThatAnswers(status: number, body: unknown) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return openRegistryApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

it('a subject in the mode READONLY is told from a schema that is refused, with what to do', async () => {
  const message = 'Subject calls-value is in read-only mode'
  const registry = await registryThatAnswers(422, { error_code: 42205, message })
  const refusal = new SchemaRefused(
    `calls-value: the registry changes nothing of it: ${message}. Set its mode to READWRITE (PUT /mode/calls-value) when it may be changed again`,
  )
  await expect(registry.register('calls-value', '"string"')).rejects.toThrow(refusal)
  await expect(registry.setCompatibility('calls-value', 'FULL_TRANSITIVE')).rejects.toThrow(refusal)
})

it.each([
  [409, { error_code: 409, message: 'reader misses a field' }, 'reader misses a field'],
  [422, { error_code: 42201, message: 'no Avro' }, 'no Avro'],
  [422, 'a page', 'a page'],
])('a schema that is refused with %s is refused in the registry’s words', async (status, body, words) => {
  const registry = await registryThatAnswers(status, body)
  await expect(registry.register('calls-value', '"string"')).rejects.toThrow(
    new SchemaRefused(`calls-value: the registry refused the schema: ${words}`),
  )
})
