/**
 * 10,000 random and hostile requests, as bytes over real connections. `FUZZ_SEED=<number>` makes up those of a failed run again, and
 * `FUZZ_REQUESTS` another number of them.
 */
import { randomInt } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, inject, onTestFinished, test } from 'vitest'
import { callPayload } from '../../kit/calls.ts'
import { residentMiB } from '../../kit/resident-memory.ts'
import { startService } from '../../kit/service-process.ts'
import { postWebhook, signedHeaders } from '../../kit/webhook.ts'
import { anyHostileRequest } from './hostile-requests.ts'
import { statusesOf } from './raw-http.ts'
import type { RawRequest } from './raw-http.ts'

const secret = 'test webhook secret'
const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31))
const count = Number(process.env['FUZZ_REQUESTS'] ?? 10_000)
const connections = 24
/** Made up at a time, so that their timestamps are fresh. */
const portion = 1_000
/** So small a heap that what is not let go of fills it, and ends the process. */
const heapMiB = 64
/** However many requests come: with such a heap the process levels out at 280 MiB after some 20,000. */
const maxResidentMiB = 350

test(`${count} hostile requests get no 5xx, end no process and fill no memory (seed ${seed})`, async () => {
  const ingress = await startIngress()
  const answers = new Set<number | 'none'>()
  const offences: { readonly what: unknown; readonly request: string }[] = []
  const residentAfter: number[] = []

  async function send(request: RawRequest): Promise<void> {
    const statuses = await statusesOf(Number(new URL(ingress.url!).port), request)
    if (statuses.length === 0) answers.add('none')
    for (const status of statuses) answers.add(status)
    const serverError = statuses.find((status) => status >= 500)
    if (serverError !== undefined) throw new Error(`answered ${serverError}`)
    if (request.isWhole && statuses.length === 0) throw new Error('not answered')
  }

  for (let sent = 0; sent < count; sent += portion) {
    const numRuns = Math.min(portion, count - sent)
    const requests = fc.sample(anyHostileRequest(secret), { seed: seed + sent, numRuns }).values()
    const sendOneAfterTheOther = async () => {
      for (const request of requests) {
        await send(request).catch((what: unknown) => offences.push({ what, request: beginningOf(request) }))
      }
    }
    await Promise.all(Array.from({ length: connections }, sendOneAfterTheOther))
    residentAfter.push((await residentMiB(ingress.pid)) ?? 0)
  }

  expect(offences.slice(0, 5)).toEqual([])
  expect([...answers]).toEqual(expect.arrayContaining([202, 400, 401, 404, 405, 413, 415, 431, 'none']))
  expect(ingress.output.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
  const body = JSON.stringify(callPayload())
  expect(await postWebhook(ingress.url!, body, signedHeaders(body, secret))).toMatchObject({
    status: 202,
    body: { status: 'accepted' },
  })
  expect(Math.max(...residentAfter), `resident MiB: ${residentAfter.join(', ')}`).toBeLessThan(maxResidentMiB)
}, 180_000)

async function startIngress() {
  const { kafkaBrokers, schemaRegistryUrl } = inject('stack')
  const ingress = await startService('ingress', {
    KAFKA_BROKERS: kafkaBrokers,
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    GENESYS_WEBHOOK_SECRET: secret,
    GENESYS_EVENTBRIDGE_SECRET: secret,
    GENESYS_DATA_ACTION_SECRET: secret,
    NODE_OPTIONS: `--max-old-space-size=${heapMiB}`,
    HOST: '127.0.0.1',
    PORT: '0',
  })
  onTestFinished(() => ingress[Symbol.asyncDispose]())
  return ingress
}

function beginningOf({ bytes }: RawRequest): string {
  return bytes.toString('latin1', 0, 500)
}
