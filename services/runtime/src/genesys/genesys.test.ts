import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { Circuit } from '../outage/circuit.ts'
import type { Guard } from '../outage/guard.ts'
import { genesysConfig } from './genesys-config.ts'
import { openGenesys } from './genesys.ts'

interface Limits {
  readonly allowed: number
  readonly windowSeconds: number
  /** Requests of other processes in each window. */
  readonly ofOthers?: number
  readonly retryAfter?: string
  /** Whether answers say how much is allowed. */
  readonly silent?: boolean
  readonly status?: number
}

/** An organization that counts the requests of each window, which begins with its first request. */
async function limitedGenesys(limits: Limits, requestsPerMinute = 240, guard?: Guard) {
  const { allowed, windowSeconds, ofOthers = 0, retryAfter, silent = false, status = 200 } = limits
  const windowMs = windowSeconds * 1_000
  const answers: { status: number; at: number }[] = []
  let startedAt = -Infinity
  let count = 0
  const server = createServer((request, response) => {
    if (request.url === '/oauth/token') {
      response.setHeader('content-type', 'application/json').end('{"access_token":"token"}')
      return
    }
    const now = Date.now()
    if (now - startedAt >= windowMs) {
      startedAt = now
      count = ofOthers
    }
    count += 1
    const isAllowed = count <= allowed
    response.statusCode = isAllowed ? status : 429
    if (!silent) {
      response.setHeader('inin-ratelimit-allowed', allowed)
      response.setHeader('inin-ratelimit-count', count)
      response.setHeader('inin-ratelimit-reset', Math.ceil((startedAt + windowMs - now) / 1_000))
    }
    if (!isAllowed && retryAfter !== undefined) response.setHeader('retry-after', retryAfter)
    answers.push({ status: response.statusCode, at: now })
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const genesys = openGenesys(
    loadConfig(genesysConfig, {
      GENESYS_API_URL: url,
      GENESYS_LOGIN_URL: url,
      GENESYS_CLIENT_ID: 'client',
      GENESYS_CLIENT_SECRET: 'secret',
      GENESYS_REQUESTS_PER_MINUTE: String(requestsPerMinute),
    }),
    guard,
  )
  onTestFinished(async () => {
    await genesys[Symbol.asyncDispose]()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const send = (request: { mayWait?: boolean; isUrgent?: boolean; timeoutMs?: number } = {}) =>
    genesys.send({ method: 'GET', path: '/api/v2/users', timeoutMs: 3_000, ...request })
  const refusals = () => answers.filter((answer) => answer.status === 429).length
  return { send, answers, refusals }
}

/** The statuses of answers, and the codes of errors, each with how often it came. */
async function tally(requests: readonly Promise<{ status: number }>[]): Promise<Record<string, number>> {
  const settled = await Promise.allSettled(requests)
  const results = settled.map((result) =>
    result.status === 'fulfilled' ? String(result.value.status) : (result.reason as PipelineError).code,
  )
  return Object.fromEntries(
    [...new Set(results)].map((name) => [name, results.filter((r) => r === name).length]),
  )
}

const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make)

describe('requests beyond the allowance', () => {
  it('that may not wait are not sent, however many are wanted at once: none is answered 429', async () => {
    const { send, answers, refusals } = await limitedGenesys({ allowed: 10, windowSeconds: 60 })
    expect(await tally(times(60, send))).toEqual({ 200: 6, GENESYS_RATE_LIMITED: 54 })
    expect(answers).toHaveLength(6)
    expect(refusals()).toBe(0)
  })

  it('that may wait are sent when more is allowed, within their time', async () => {
    const { send, refusals } = await limitedGenesys({ allowed: 10, windowSeconds: 1 })
    const patient = () => send({ mayWait: true, timeoutMs: 10_000 })
    expect(await tally(times(9, patient))).toEqual({ 200: 9 })
    expect(refusals()).toBe(0)
  })

  it('are turned away at once when their time would not suffice to wait', async () => {
    const { send, answers } = await limitedGenesys({ allowed: 1, windowSeconds: 60 })
    await send()
    const start = performance.now()
    const error: unknown = await send({ mayWait: true, timeoutMs: 5_000 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'GENESYS_RATE_LIMITED', disposition: 'outage', wasNotAsked: true })
    expect((error as PipelineError).retryAfterMs).toBeGreaterThan(50_000)
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(answers).toHaveLength(1)
  })

  it('are fewer than Genesys allows when the configuration says so, also where answers do not tell', async () => {
    const { send, answers } = await limitedGenesys({ allowed: 300, windowSeconds: 60, silent: true }, 10)
    expect(await tally(times(20, send))).toEqual({ 200: 8, GENESYS_RATE_LIMITED: 12 })
    expect(answers).toHaveLength(8)
  })

  it('are fewer when others use the same client', async () => {
    const { send, refusals } = await limitedGenesys({ allowed: 20, windowSeconds: 60, ofOthers: 10 })
    expect(await tally(times(20, send))).toEqual({ 200: 3, GENESYS_RATE_LIMITED: 17 })
    expect(refusals()).toBe(0)
  })
})

it('requests that may wait leave some of the allowance to those that may not, and all to those that are urgent', async () => {
  const { send, refusals } = await limitedGenesys({ allowed: 25, windowSeconds: 60 })
  const kinds = { patient: { mayWait: true, timeoutMs: 1_000 }, usual: {}, urgent: { isUrgent: true } }
  const sent = async (kind: keyof typeof kinds) => (await tally(times(30, () => send(kinds[kind]))))['200']
  expect([await sent('patient'), await sent('usual'), await sent('urgent')]).toEqual([14, 3, 3])
  expect(refusals()).toBe(0)
})

describe('an answer of 429', () => {
  it('makes all requests of the process wait as long as it asks', async () => {
    const limits = { allowed: 2, windowSeconds: 1, silent: true, retryAfter: '2' }
    const { send, answers, refusals } = await limitedGenesys(limits)
    expect(await tally([send(), send(), send()])).toEqual({ 200: 2, GENESYS_RATE_LIMITED: 1 })
    expect(await tally(times(10, send))).toEqual({ GENESYS_RATE_LIMITED: 10 })
    expect(refusals()).toBe(1)
    expect(await tally([send({ mayWait: true, timeoutMs: 5_000 })])).toEqual({ 200: 1 })
    expect(answers.at(-1)!.at - answers.at(-2)!.at).toBeGreaterThanOrEqual(1_900)
  })

  it('is no answer for a request that may wait: it is sent again', async () => {
    const { send, answers } = await limitedGenesys({
      allowed: 1,
      windowSeconds: 1,
      silent: true,
      retryAfter: '1',
    })
    await send()
    expect(await send({ mayWait: true, timeoutMs: 5_000 })).toMatchObject({ status: 200 })
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200])
  })

  it('is no outage: others need not be kept away', async () => {
    const settings = { failuresToOpen: 1, firstPauseMs: 60_000, maxPauseMs: 60_000 }
    const circuit = new Circuit('genesys', settings, pino({ enabled: false }))
    const { send, refusals } = await limitedGenesys({ allowed: 0, windowSeconds: 60 }, 240, circuit)
    await expect(send()).rejects.toMatchObject({ code: 'GENESYS_RATE_LIMITED' })
    expect(refusals()).toBe(1)
    expect(circuit.state).toBe('closed')
  })
})

describe('before Genesys has said what it allows', () => {
  it('a request whose time is up while another is asked fails as one that was too late', async () => {
    const { send } = await limitedGenesys({ allowed: 300, windowSeconds: 60 })
    const results = Object.keys(await tally([send(), send({ timeoutMs: 0 })]))
    // It may be answered in no time all the same.
    expect(['200', 'GENESYS_UNAVAILABLE']).toEqual(expect.arrayContaining(results))
  })

  it('requests that are turned away do not wait for it', async () => {
    const limits = { allowed: 0, windowSeconds: 60, silent: true, retryAfter: '60' }
    const { send } = await limitedGenesys(limits)
    await tally([send()])
    const start = performance.now()
    expect(await tally([send(), send(), send()])).toEqual({ GENESYS_RATE_LIMITED: 3 })
    expect(performance.now() - start).toBeLessThan(500)
  })
})

it('a request waits no longer than it may while another one finds out whether Genesys is back, and is then not sent', async () => {
  const isBack = Promise.withResolvers<void>()
  const guard: Guard = { run: (ask) => isBack.promise.then(ask) }
  const { send, answers } = await limitedGenesys({ allowed: 300, windowSeconds: 60 }, 240, guard)
  const error = { code: 'GENESYS_UNAVAILABLE', wasNotAsked: true }
  await expect(send({ timeoutMs: 100 })).rejects.toMatchObject(error)
  isBack.resolve()
  await send()
  expect(answers).toHaveLength(1)
})

it('an answer of 500 is an outage, and a request that waits for the first answer is not held up by it', async () => {
  const { send } = await limitedGenesys({ allowed: 300, windowSeconds: 60, status: 500 })
  expect(await tally(times(3, send))).toEqual({ GENESYS_UNAVAILABLE: 3 })
})
