import { describe, expect, it } from 'vitest'
import { conversationLink, mayHaveRecording, overlapMs, presignedUntil } from './recording.ts'

describe('a presigned address', () => {
  const s3 = 'https://recordings.s3.amazonaws.com/a.webm?X-Amz-Date=20260314T101032Z&X-Amz-Expires=3600'

  it.each([
    ['of S3 works as long as it says, from when it was signed', s3, Date.UTC(2026, 2, 14, 11, 10, 32)],
    [
      'of CloudFront, or of S3’s older kind, works until it says',
      'https://d111.cloudfront.net/a.webm?Expires=1773486632&Signature=abc&Key-Pair-Id=K1',
      1_773_486_632_000,
    ],
    ['that does not say works nobody knows how long', 'https://audio.example/1', null],
    ['of S3 without a lifetime', 'https://audio.example/1?X-Amz-Date=20260314T101032Z', null],
    ['of S3 without a date', 'https://audio.example/1?X-Amz-Expires=3600', null],
    ['with nonsense in place of a time', 'https://audio.example/1?Expires=soon', null],
    ['that is none', 'a.webm?Expires=1773486632', null],
  ])('%s', (_, url, expected) => {
    expect(presignedUntil(url)).toBe(expected)
  })
})

it('the lasting link leads to the conversation, whatever its id', () => {
  expect(conversationLink('https://apps.mypurecloud.de', 'a1b2')).toBe(
    'https://apps.mypurecloud.de/directory/#/engage/admin/interactions/a1b2',
  )
  expect(conversationLink('https://apps.mypurecloud.de', '../a b?#')).toBe(
    'https://apps.mypurecloud.de/directory/#/engage/admin/interactions/..%2Fa%20b%3F%23',
  )
})

it.each([
  ['recording-222', null, true],
  ['recording-222', false, true],
  [null, true, true],
  [null, null, false],
  [null, false, false],
])('recording %s, recorded %s: there may be a recording: %s', (recordingId, isRecorded, expected) => {
  expect(mayHaveRecording({ recordingId, isRecorded })).toBe(expected)
})

it('two periods overlap as long as both go on', () => {
  const period = (startedAt: number, endedAt: number) => ({ startedAt, endedAt })
  expect(overlapMs(period(0, 10), period(4, 20))).toBe(6)
  expect(overlapMs(period(0, 10), period(2, Infinity))).toBe(8)
  expect(overlapMs(period(0, 10), period(15, 20))).toBe(-5)
})
