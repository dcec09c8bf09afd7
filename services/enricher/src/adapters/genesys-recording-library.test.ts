import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { patience } from '../ports/patience.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import { genesysRecordingLibrary } from './genesys-recording-library.ts'
import type { RecordingApi } from './genesys-recording-library.ts'

/** Long enough for any answer, however busy the machine is. */
const patientMs = 10_000
/** For an answer that does not come in time. */
const hastyMs = 300
/** What a busy machine may add. */
const slackMs = 400

async function sampleLibrary(
  options: Parameters<typeof simulatedGenesys>[0] = {},
  api: RecordingApi = 'media',
) {
  const logged: string[] = []
  const organization = await simulatedGenesys(options)
  const log = pino({}, { write: (line) => void logged.push(line) })
  const library = genesysRecordingLibrary(organization.genesys, api, log)
  const locateWithin = (timeoutMs: number, recordingId: string | null, conversationId = 'conversation-111') =>
    library.locate(
      { recordingId, conversationId, startedAt: 0, endedAt: 60_000 },
      patience(timeoutMs, false, Date.now),
    )
  const locate = (...call: [recordingId: string | null, conversationId?: string]) =>
    locateWithin(patientMs, ...call)
  /** What the library asked for, and how it was answered. */
  const asked = async () =>
    (await organization.requests())
      .filter(({ kind }) => kind !== 'token')
      .map(({ kind, status }) => `${kind} ${status}`)
  return { ...organization, logged, locate, locateWithin, asked }
}

const available = {
  status: 'AVAILABLE',
  recordingId: 'recording-222',
  url: expect.stringMatching(/^https:\/\/.*recording-222.*X-Amz-Signature=/),
}

describe.each(['media', 'conversation', 'auto'] as const)('by the API %s, a recording', (api) => {
  it('that is there has its address, and until when that works, which is not followed', async () => {
    const { locate, requests, logged } = await sampleLibrary({}, api)
    const before = Date.now()
    const recording = await locate('recording-222')
    expect(recording).toMatchObject(available)
    const { expiresAt } = recording as { expiresAt: number }
    expect(expiresAt).toBeGreaterThan(before + 3_590_000)
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000)
    expect((await requests()).map(({ kind, status }) => [kind, status])).toEqual([
      ['token', 200],
      api === 'conversation' ? ['recording', 200] : ['recording-media', 307],
    ])
    expect(logged).toEqual([])
  })

  it('that is still transcoded is pending, and that is nothing to be warned of', async () => {
    const { locate, logged } = await sampleLibrary({}, api)
    expect(await locate('recording-transcoding', 'conversation-transcoding')).toEqual({ status: 'PENDING' })
    expect(logged).toEqual([])
  })

  it('that Genesys does not know is missing', async () => {
    const { locate } = await sampleLibrary({}, api)
    expect(await locate('recording-missing', 'conversation-missing')).toEqual({ status: 'MISSING' })
  })

  it.each([
    ['an error', { status: 500 }],
    ['an outage', { status: 503 }],
    ['a refusal', { status: 403 }],
    ['a redirect that leads nowhere', { status: 307 }],
    ['an answer that is none', { status: 200, body: 'Under maintenance.' }],
    ['a connection that breaks', { cut: 'before' }],
  ] as const)('behind %s is pending', async (_, fault) => {
    const { locate, fail } = await sampleLibrary({}, api)
    await fail({ match: { path: '/api/v2' }, do: fault })
    expect(await locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it('beyond the rate limit is pending, and is not asked for', async () => {
    const { locate, asked } = await sampleLibrary({ requestsPerMinute: 1 }, api)
    expect(await locate('recording-222')).toMatchObject({ status: 'AVAILABLE' })
    expect(await locate('recording-222')).toEqual({ status: 'PENDING' })
    expect(await asked()).toHaveLength(1)
  })

  it.each([
    ['the recording', '/api/v2'],
    ['the login', '/oauth/token'],
  ])('is pending in time when %s hangs', async (_, path) => {
    const { locateWithin, fail } = await sampleLibrary({}, api)
    await fail({ match: { path }, do: { hang: true } })
    const start = performance.now()
    expect(await locateWithin(hastyMs, 'recording-222')).toEqual({ status: 'PENDING' })
    expect(performance.now() - start).toBeLessThan(hastyMs + slackMs)
  })

  it.each(['../../users/me', 'a b/c?d#e', '\uD800', 'ü', '%2e%2e'])('may have any id: %j', async (id) => {
    const { locate, requests } = await sampleLibrary({ unknownRecordings: 'missing' }, api)
    expect((await locate(id, id)).status).toMatch(/MISSING|PENDING/)
    const asked = (await requests()).filter(({ kind }) => kind !== 'token')
    for (const { kind } of asked) expect(kind).toMatch(/^recording/)
  })
})

describe('a recording', () => {
  it('is pending in time when login, refusal, new login and answer are slow together', async () => {
    const { locateWithin, fail } = await sampleLibrary()
    const delayed = { delayMs: hastyMs * 0.8 }
    await fail({ match: { path: '/oauth/token' }, do: delayed }, { do: delayed })
    const start = performance.now()
    expect(await locateWithin(hastyMs, 'recording-222')).toEqual({ status: 'PENDING' })
    expect(performance.now() - start).toBeLessThan(hastyMs + slackMs)
  })

  it('is there for the next call when the login was too slow for the first', async () => {
    const { locate, locateWithin, fail } = await sampleLibrary()
    await fail({ match: { path: '/oauth/token' }, do: { delayMs: hastyMs * 1.5 } })
    expect(await locateWithin(hastyMs, 'recording-222')).toEqual({ status: 'PENDING' })
    expect(await locate('recording-222')).toMatchObject({ status: 'AVAILABLE' })
  })

  it('is pending when nobody listens', async () => {
    const { locate, close } = await sampleLibrary()
    await close()
    expect(await locate('recording-222')).toEqual({ status: 'PENDING' })
  })

  it('is pending when the credentials are refused', async () => {
    const { locate } = await sampleLibrary({ clients: [{ clientId: 'another', clientSecret: 'another' }] })
    expect(await locate('recording-222')).toEqual({ status: 'PENDING' })
  })
})

describe('an organization that has one of the APIs only', () => {
  const media = '/api/v2/recordings/'
  const missing = { status: 404 }

  it('is asked by the other one for the first time only', async () => {
    const { locate, fail, asked } = await sampleLibrary({}, 'auto')
    await fail({ match: { path: media }, do: missing })
    expect(await locate('recording-222')).toMatchObject(available)
    expect(await locate('recording-222')).toMatchObject(available)
    expect(await asked()).toEqual(['recording-media 404', 'recording 200', 'recording 200'])
  })

  it('that has shown a recording by the first is not asked by the second for those it does not know', async () => {
    const { locate, asked } = await sampleLibrary({}, 'auto')
    await locate('recording-222')
    expect(await locate('recording-missing', 'conversation-missing')).toEqual({ status: 'MISSING' })
    expect(await asked()).toEqual(['recording-media 307', 'recording-media 404'])
  })
})

describe('the recording of a conversation, without an id', () => {
  it.each(['conversation', 'auto'] as const)('is found by its list: %s', async (api) => {
    const { locate, asked } = await sampleLibrary({}, api)
    expect(await locate(null)).toMatchObject(available)
    expect(await asked()).toEqual(['recordings 200'])
  })

  it('is found by its list also where the other API has shown recordings that have an id', async () => {
    const { locate, asked } = await sampleLibrary({}, 'auto')
    await locate('recording-222')
    expect(await locate(null)).toMatchObject(available)
    expect(await asked()).toEqual(['recording-media 307', 'recordings 200'])
    await locate('recording-222')
    expect((await asked()).at(-1)).toBe('recording-media 307')
  })

  it('is none when the list is empty', async () => {
    const { locate } = await sampleLibrary({}, 'conversation')
    expect(await locate(null, 'conversation-abandoned')).toEqual({ status: 'NOT_RECORDED' })
  })

  it('is pending while it is transcoded', async () => {
    const { locate } = await sampleLibrary({}, 'conversation')
    expect(await locate(null, 'conversation-transcoding')).toEqual({ status: 'PENDING' })
  })

  it('is not known to the API that knows no conversations', async () => {
    const { locate, asked } = await sampleLibrary({}, 'media')
    expect(await locate(null)).toEqual({ status: 'UNKNOWN' })
    expect(await asked()).toEqual([])
  })

  it('is the audio that was recorded during the call', async () => {
    const { locate, fail } = await sampleLibrary({}, 'conversation')
    const recording = (id: string, from: number, to: number, media = 'audio') => ({
      id,
      media,
      startTime: new Date(from).toISOString(),
      endTime: new Date(to).toISOString(),
      mediaUris: { 0: { mediaUri: `https://audio.example/${id}` } },
    })
    const listed = [
      recording('before', -90_000, 5_000),
      recording('screen', 0, 60_000, 'screen'),
      recording('during', 5_000, 70_000),
    ]
    await fail({ match: { path: '/api/v2' }, do: { status: 200, body: listed } })
    expect(await locate(null)).toMatchObject({ status: 'AVAILABLE', recordingId: 'during', expiresAt: null })
  })

  it('is none when all that was recorded is of another agent’s part', async () => {
    const { locate, fail } = await sampleLibrary({}, 'conversation')
    const another = {
      id: 'another',
      media: 'audio',
      startTime: new Date(61_000).toISOString(),
      endTime: new Date(90_000).toISOString(),
      mediaUris: { 0: { mediaUri: 'https://audio.example/another' } },
    }
    await fail({ match: { path: '/api/v2' }, do: { status: 200, body: [another] } })
    expect(await locate(null)).toEqual({ status: 'NOT_RECORDED' })
    expect(await locate('another')).toMatchObject({ status: 'AVAILABLE', recordingId: 'another' })
  })
})

it('what is logged names the recording and the reason, and no address', async () => {
  const { locate, locateWithin, fail, logged } = await sampleLibrary()
  const match = { path: '/api/v2' }
  await fail({ match, times: 1, do: { status: 503 } }, { match, do: { hang: true } })
  await locate('recording-222')
  await locateWithin(hastyMs, 'recording-222')
  expect(logged).toHaveLength(2)
  expect(logged[0]).toContain('"recordingId":"recording-222","reason":"Genesys Cloud answered 503"')
  expect(logged[1]).toContain('Genesys Cloud did not answer: TimeoutError')
  expect(logged.join('')).not.toMatch(/X-Amz|Bearer/)
})
