import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import { genesysRecordingLibrary } from './genesys-recording-library.ts'

const timeoutMs = 300
/** What a busy machine may add. */
const slackMs = 400

async function sampleLibrary(options: Parameters<typeof simulatedGenesys>[0] = {}) {
  const logged: string[] = []
  const organization = await simulatedGenesys(options)
  const log = pino({}, { write: (line) => void logged.push(line) })
  return { ...organization, logged, library: genesysRecordingLibrary(organization.genesys, timeoutMs, log) }
}

describe('a recording', () => {
  it('that is there has its address, which is not followed', async () => {
    const { library, requests, logged } = await sampleLibrary()
    const recording = await library.locate('recording-222')
    expect(recording).toMatchObject({
      status: 'AVAILABLE',
      url: expect.stringMatching(/^https:\/\/.*recording-222.*X-Amz-Signature=/),
    })
    expect((await requests()).map(({ kind, status }) => [kind, status])).toEqual([
      ['token', 200],
      ['recording-media', 307],
    ])
    expect(logged).toEqual([])
  })

  it('that is still transcoded is pending', async () => {
    const { library } = await sampleLibrary()
    expect(await library.locate('recording-transcoding')).toEqual({ status: 'PENDING' })
  })

  it('that Genesys does not know is missing', async () => {
    const { library } = await sampleLibrary()
    expect(await library.locate('recording-missing')).toEqual({ status: 'MISSING' })
  })

  it.each([
    ['an error', { status: 500 }],
    ['an outage', { status: 503 }],
    ['a refusal', { status: 403 }],
    ['a redirect that leads nowhere', { status: 307 }],
    ['a connection that breaks', { cut: 'before' }],
  ] as const)('behind %s is pending', async (_, fault) => {
    const { library, fail } = await sampleLibrary()
    await fail({ match: { path: '/api/v2' }, do: fault })
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it('beyond the rate limit is pending', async () => {
    const { library } = await sampleLibrary({ requestsPerMinute: 1 })
    expect(await library.locate('recording-222')).toMatchObject({ status: 'AVAILABLE' })
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it.each([
    ['the recording', '/api/v2'],
    ['the login', '/oauth/token'],
  ])('is pending in time when %s hangs', async (_, path) => {
    const { library, fail } = await sampleLibrary()
    await fail({ match: { path }, do: { hang: true } })
    const start = performance.now()
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
    expect(performance.now() - start).toBeLessThan(timeoutMs + slackMs)
  })

  it('is pending in time when login, refusal, new login and answer are slow together', async () => {
    const { library, fail } = await sampleLibrary()
    const delayed = { delayMs: timeoutMs * 0.8 }
    await fail({ match: { path: '/oauth/token' }, do: delayed }, { do: delayed })
    const start = performance.now()
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
    expect(performance.now() - start).toBeLessThan(timeoutMs + slackMs)
  })

  it('is there for the next call when the login was too slow for the first', async () => {
    const { library, fail } = await sampleLibrary()
    await fail({ match: { path: '/oauth/token' }, do: { delayMs: timeoutMs * 1.5 } })
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
    expect(await library.locate('recording-222')).toMatchObject({ status: 'AVAILABLE' })
  })

  it('is pending when nobody listens', async () => {
    const { library, close } = await sampleLibrary()
    await close()
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it('is pending when the credentials are refused', async () => {
    const { library } = await sampleLibrary({ client: { clientId: 'another', clientSecret: 'another' } })
    expect(await library.locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it.each(['../../users/me', 'a b/c?d#e', '\uD800', 'ü', '%2e%2e'])('may have any id: %j', async (id) => {
    const { library, requests } = await sampleLibrary({ unknownRecordings: 'missing' })
    expect((await library.locate(id)).status).toMatch(/MISSING|PENDING/)
    const asked = (await requests()).filter(({ kind }) => kind !== 'token')
    expect(asked.map(({ kind }) => kind)).toEqual(asked.map(() => 'recording-media'))
  })
})

it('what is logged names the recording and the reason, and no address', async () => {
  const { library, fail, logged } = await sampleLibrary()
  const match = { path: '/api/v2' }
  await fail({ match, times: 1, do: { status: 503 } }, { match, do: { hang: true } })
  await library.locate('recording-222')
  await library.locate('recording-222')
  expect(logged).toHaveLength(2)
  expect(logged[0]).toContain('"recordingId":"recording-222","reason":"Genesys Cloud answered 503"')
  expect(logged[1]).toContain('Genesys Cloud did not answer: TimeoutError')
  expect(logged.join('')).not.toMatch(/X-Amz|Bearer/)
})
