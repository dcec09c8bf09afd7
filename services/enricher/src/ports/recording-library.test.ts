/** The contract of RecordingLibrary, on its fake and its adapters. */
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { genesysRecordingLibrary } from '../adapters/genesys-recording-library.ts'
import { fakeRecordings } from '../testing/fake-vendors.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import { patience } from './patience.ts'
import type { RecordingLibrary } from './recording-library.ts'

const log = pino({ enabled: false })
const call = { conversationId: 'conversation-111', startedAt: 0, endedAt: 630_000 }
const inTime = () => patience(2_000, false, Date.now)

const libraries: [string, () => Promise<RecordingLibrary>][] = [
  [
    'fake',
    async () => {
      const recording = {
        status: 'AVAILABLE',
        recordingId: 'recording-222',
        url: 'https://audio.example/1',
      } as const
      const known = { ...recording, expiresAt: null }
      return fakeRecordings({
        'recording-222': known,
        'conversation-111': known,
        'recording-transcoding': { status: 'PENDING' },
      })
    },
  ],
  ...(['media', 'conversation', 'auto'] as const).map((api): [string, () => Promise<RecordingLibrary>] => [
    `Genesys, ${api}`,
    async () => genesysRecordingLibrary((await simulatedGenesys()).genesys, api, log),
  ]),
]

describe.each(libraries)('a recording library (%s)', (name, open) => {
  it('gives the address of a recording that is there', async () => {
    const library = await open()
    expect(await library.locate({ ...call, recordingId: 'recording-222' }, inTime())).toMatchObject({
      status: 'AVAILABLE',
      recordingId: 'recording-222',
      url: expect.stringMatching(/^https:/),
    })
  })

  it('says of one that is not there yet, and of one that does not exist, that it is so', async () => {
    const library = await open()
    const pending = {
      ...call,
      conversationId: 'conversation-transcoding',
      recordingId: 'recording-transcoding',
    }
    const missing = { ...call, conversationId: 'conversation-missing', recordingId: 'recording-missing' }
    expect(await library.locate(pending, inTime())).toEqual({ status: 'PENDING' })
    expect(await library.locate(missing, inTime())).toEqual({ status: 'MISSING' })
  })

  it('finds the recording of a conversation by its conversation, or has none to ask', async () => {
    const library = await open()
    const found = await library.locate({ ...call, recordingId: null }, inTime())
    if (name === 'Genesys, media') expect(found).toEqual({ status: 'UNKNOWN' })
    else expect(found).toMatchObject({ status: 'AVAILABLE', recordingId: 'recording-222' })
  })

  it('says that it may come later when there is no time left', async () => {
    const library = await open()
    const noTime = patience(0, true, Date.now)
    expect(await library.locate({ ...call, recordingId: 'recording-222' }, noTime)).toEqual({
      status: 'PENDING',
    })
  })
})
