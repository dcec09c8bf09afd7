import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'
import { signatureOf } from '@calltrail/test/kit'
import { describe, expect, it } from 'vitest'
import { consoleExample, curlExample, renderAddresses } from './addresses.ts'

const addresses = {
  ingressUrl: 'http://127.0.0.1:3000',
  kafkaBrokers: '127.0.0.1:9092',
  schemaRegistryUrl: 'http://somebody:hush@127.0.0.1:8081/apis',
  monitorUrl: 'http://127.0.0.1:5003',
  traces: { uiUrl: 'http://127.0.0.1:9411/zipkin' },
  conversationId: 'conversation-111',
  simulators: { salesforceUrl: 'http://127.0.0.1:4001', genesysUrl: undefined },
  further: [
    ['Health', 'http://127.0.0.1:5001/health/ready  ingress'],
    ['', 'http://127.0.0.1:5002/health/ready  sink'],
    ['Logs', '/tmp/logs/*.log'],
  ] as const,
}
const webhook = { secret: 'the-secret', isSecretGiven: false }

describe('the addresses', () => {
  const lines = renderAddresses(addresses, webhook).split('\n')

  it('name all there is to look at, and nothing that is not simulated', () => {
    const shown = lines.slice(0, lines.indexOf('')).map((line) => line.trim().split(/ {2,}/))
    expect(shown).toEqual([
      ['Webhook', 'http://127.0.0.1:3000/webhook/call-ended'],
      ['Salesforce', 'http://127.0.0.1:4001/_control/state?object=Task'],
      ['http://127.0.0.1:4001/_control/state?object=Contact'],
      ['Traces', 'http://127.0.0.1:9411/zipkin'],
      ['Monitor', 'http://127.0.0.1:5003'],
      ['Kafka', '127.0.0.1:9092'],
      ['Registry', 'http://127.0.0.1:8081/apis'],
      ['Health', 'http://127.0.0.1:5001/health/ready', 'ingress'],
      ['http://127.0.0.1:5002/health/ready', 'sink'],
      ['Logs', '/tmp/logs/*.log'],
    ])
  })

  it('never show a secret that was given', () => {
    const text = renderAddresses(addresses, { ...webhook, isSecretGiven: true })
    expect(text).not.toContain('the-secret')
    expect(text).not.toContain('hush')
    expect(text).toContain('GENESYS_WEBHOOK_SECRET')
  })
})

describe('the commands for people', () => {
  const schemaRegistryUrl = 'http://127.0.0.1:8081/apis'

  it('have the addresses they need', () => {
    const traces = { linkTemplate: 'http://127.0.0.1:9411/zipkin/traces/{traceId}' }
    const kafkaBrokers = '127.0.0.1:9092'
    expect(
      consoleExample({ kafkaBrokers, schemaRegistryUrl, traces, conversationId: 'conversation-111' }),
    ).toEqual([
      'export KAFKA_BROKERS=127.0.0.1:9092',
      `export SCHEMA_REGISTRY_URL=${schemaRegistryUrl}`,
      `export TRACE_LINK='${traces.linkTemplate}'`,
      'npm run calltrail -- health',
      'npm run calltrail -- call conversation-111',
      'npm run calltrail -- dead-letters list',
    ])
  })

  it('leave an address with a secret to the environment that gave it', () => {
    expect(consoleExample(addresses).join()).not.toContain('SCHEMA_REGISTRY_URL')
  })
})

const hasTools = ['curl', 'openssl'].every((tool) => spawnSync(tool, ['--version']).error === undefined)

describe.skipIf(!hasTools)('the curl example, pasted into a shell,', () => {
  it.each([
    ['a secret of this run', { ...webhook, isSecretGiven: false }],
    ['the first of the given secrets', { ...webhook, secret: 'not used', isSecretGiven: true }],
  ])('sends a call that is signed with %s', async (_, webhook) => {
    const received: { signature: unknown; timestamp: string; body: string }[] = []
    const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { 'x-genesys-webhook-signature': signature, 'x-genesys-webhook-timestamp': timestamp } =
        request.headers
      received.push({ signature, timestamp: String(timestamp), body: await text(request) })
      response.end('{}')
    }
    const server = createServer((request, response) => void take(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

    const env = { ...process.env, GENESYS_WEBHOOK_SECRET: 'the-secret,the-old-secret' }
    await promisify(execFile)('sh', ['-euc', curlExample(url, webhook).join('\n')], { env })
    server.close()

    const [{ signature, timestamp, body } = { signature: '', timestamp: '', body: '' }] = received
    expect(signature).toBe(signatureOf(body, timestamp, 'the-secret'))
    expect(Math.abs(Date.now() / 1_000 - Number(timestamp))).toBeLessThan(10)
    expect(JSON.parse(body)).toMatchObject({ direction: 'INBOUND', callerId: '+15551234567' })
  })
})
