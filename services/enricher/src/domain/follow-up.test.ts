import { describe, expect, it } from 'vitest'
import { asksForRecording, gapsOf, hasNews, listedRecording, unaskedRecording } from './follow-up.ts'
import type { Look } from './follow-up.ts'
import type { Gap } from './gaps.ts'
import type { Recording } from './recording.ts'

const available: Recording = {
  status: 'AVAILABLE',
  recordingId: 'recording-222',
  url: 'https://audio.example/1',
  expiresAt: null,
}
const pending: Recording = { status: 'PENDING' }
const unknown: Recording = { status: 'UNKNOWN' }
const missing: Recording = { status: 'MISSING' }
const notRecorded: Recording = { status: 'NOT_RECORDED' }

/** A look at a webhook's call: at first it is told without its conversation. */
const look = (number: number, changes: Partial<Look> = {}): Look => ({
  number,
  asksForConversations: true,
  asksForRecordings: true,
  knowsConversation: number > 0,
  namesRecording: true,
  ...changes,
})
/** A look at what EventBridge told: the conversation is needed from the first. */
const wholeLook = (number: number, changes: Partial<Look> = {}) =>
  look(number, { knowsConversation: true, namesRecording: false, ...changes })

const before = (...gaps: Gap[]) => new Set(gaps)
const told = {
  recordingId: 'recording-222' as string | null,
  isRecorded: null as boolean | null,
  wrapUpCode: null,
  wrapUpNotes: null,
  mayWrapUp: false,
}
const unwrapped = { ...told, mayWrapUp: true }
const wrappedUp = { ...told, wrapUpCode: 'wrap-up-resolved' }
const unnamed = { ...told, recordingId: null }

describe('what is missing of a call', () => {
  it.each<[string, typeof told, Recording, Look, Gap[]]>([
    ['a webhook’s call at first', told, available, look(0), ['conversation']],
    ['one whose recording is not there yet', told, pending, look(0), ['conversation', 'recording']],
    ['one without a recording', unnamed, notRecorded, look(0), ['conversation']],
    ['one whose agent may yet wrap up', unwrapped, available, look(1), ['wrap-up']],
    ['one of which all is known', told, available, look(1), []],
    ['one whose recording does not exist', told, missing, look(1), []],
    [
      'a conversation’s call that may be recorded',
      unwrapped,
      unknown,
      wholeLook(0),
      ['wrap-up', 'recording'],
    ],
    ['one that is not recorded', unnamed, notRecorded, wholeLook(0), []],
    ['one whose recording could not be asked for', unnamed, unknown, wholeLook(1), []],
    ['where recordings are not looked up', unnamed, unknown, wholeLook(0, { asksForRecordings: false }), []],
    [
      'where conversations are not looked up',
      told,
      pending,
      look(0, { asksForConversations: false }),
      ['recording'],
    ],
  ])('%s', (_, call, recording, seen, gaps) => {
    expect([...gapsOf(call, recording, seen)]).toEqual(gaps)
  })
})

describe('a call is told again', () => {
  it('when its conversation is known for the first time', () => {
    expect(hasNews(before('conversation'), unwrapped, undefined, look(1))).toBe(true)
    expect(hasNews(before('wrap-up'), unwrapped, undefined, look(1))).toBe(false)
    expect(hasNews(before('conversation'), told, undefined, look(1, { knowsConversation: false }))).toBe(
      false,
    )
  })

  it('when its agent has wrapped it up, with a code or with notes', () => {
    expect(hasNews(before('wrap-up'), wrappedUp, undefined, look(2))).toBe(true)
    expect(hasNews(before('wrap-up'), { ...told, wrapUpNotes: 'Refunded.' }, undefined, look(2))).toBe(true)
    expect(hasNews(before('recording'), wrappedUp, pending, look(2))).toBe(false)
  })

  it('not when its agent has declined to', () => {
    expect(hasNews(before('wrap-up'), told, undefined, look(2))).toBe(false)
  })

  it.each([
    [available, true],
    [missing, true],
    [notRecorded, false],
    [pending, false],
    [unknown, false],
  ])('when its recording is there, or is lost: %j', (recording, isNews) => {
    expect(hasNews(before('recording'), told, recording, look(2))).toBe(isNews)
    expect(hasNews(before('wrap-up'), told, recording, look(2))).toBe(false)
  })
})

describe('the recording', () => {
  it('that is named is asked for, unless recordings are not looked up', () => {
    expect(asksForRecording(told, look(0))).toBe(true)
    expect(asksForRecording(told, look(1))).toBe(true)
    expect(asksForRecording(told, look(1, { asksForRecordings: false }))).toBe(false)
  })

  it('that is not named is asked for later, if there may be one', () => {
    expect(asksForRecording(unnamed, look(1))).toBe(false)
    expect(asksForRecording({ ...unnamed, isRecorded: true }, look(1))).toBe(true)
    expect(asksForRecording(unnamed, wholeLook(0))).toBe(false)
    expect(asksForRecording(unnamed, wholeLook(1))).toBe(true)
    expect(asksForRecording({ ...unnamed, isRecorded: false }, wholeLook(1))).toBe(false)
  })

  it.each([
    [told, look(0), 'UNKNOWN'],
    [unnamed, look(0), 'NOT_RECORDED'],
    [{ ...unnamed, isRecorded: true }, look(1), 'PENDING'],
    [{ ...unnamed, isRecorded: true }, wholeLook(0, { asksForRecordings: false }), 'UNKNOWN'],
    [unnamed, wholeLook(0), 'UNKNOWN'],
    [{ ...unnamed, isRecorded: false }, wholeLook(0), 'NOT_RECORDED'],
  ])('that was not asked for is what the call says of it: %#', (call, seen, status) => {
    expect(unaskedRecording(call, seen)).toEqual({ status })
  })

  it('that is known to be made may be listed later', () => {
    expect(listedRecording({ ...unnamed, isRecorded: true }, notRecorded)).toEqual(pending)
    expect(listedRecording(unnamed, notRecorded)).toEqual(notRecorded)
    expect(listedRecording(unnamed, available)).toEqual(available)
  })
})
