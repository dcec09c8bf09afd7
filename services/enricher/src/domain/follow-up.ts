/**
 * Which calls are told again, and what of them is looked for again. Pure. See ADR 14.
 */
import type { Gap, Gaps } from './gaps.ts'
import type { Recording } from './recording.ts'
import type { ToldCall } from './told-call.ts'

/** A look at an event. */
export interface Look {
  /** 0 when the event is told for the first time. */
  readonly number: number
  /** Whether conversations are looked up at all. */
  readonly asksForConversations: boolean
  /** Whether recordings are looked up at all. */
  readonly asksForRecordings: boolean
  /** Whether as much is known of the conversation as the event wants of it. */
  readonly knowsConversation: boolean
  /** Whether the event would name the recording if there was one; otherwise only the conversation may tell. */
  readonly namesRecording: boolean
}

type SeenCall = Pick<ToldCall, 'wrapUpCode' | 'wrapUpNotes' | 'mayWrapUp' | 'recordingId' | 'isRecorded'>

/** Whether something of what was missing is known now. What was not missing has not been looked for, and is undefined. */
export function hasNews(before: Gaps, call: SeenCall, recording: Recording | undefined, look: Look): boolean {
  return (
    (before.has('conversation') && look.knowsConversation) ||
    (before.has('wrap-up') && (call.wrapUpCode ?? call.wrapUpNotes) !== null) ||
    (before.has('recording') && isNews(recording))
  )
}

/** That a recording is lost is news, for somebody may wait for it; that there is none where none was promised is not. */
function isNews(recording: Recording | undefined): boolean {
  return recording?.status === 'AVAILABLE' || recording?.status === 'MISSING'
}

/** What is missing of a call that is told like this. */
export function gapsOf(call: SeenCall, recording: Recording | undefined, look: Look): Gaps {
  const gaps = new Set<Gap>()
  if (look.asksForConversations && !look.knowsConversation) gaps.add('conversation')
  if (call.mayWrapUp) gaps.add('wrap-up')
  // What is not known even of one that was asked for will not be known later.
  const isYetUnasked = recording?.status === 'UNKNOWN' && look.number === 0 && look.asksForRecordings
  if (recording?.status === 'PENDING' || isYetUnasked) gaps.add('recording')
  return gaps
}

/** What has just ended is not transcoded yet, and to find a recording that is not named takes more than one request. */
export function asksForRecording(call: SeenCall, look: Look): boolean {
  if (!look.asksForRecordings) return false
  return call.recordingId !== null || (look.number > 0 && mayBeRecorded(call, look))
}

/** What is said of a recording that is not asked for. */
export function unaskedRecording(call: SeenCall, look: Look): Recording {
  if (call.recordingId !== null) return { status: 'UNKNOWN' }
  if (call.isRecorded === true) return { status: look.asksForRecordings ? 'PENDING' : 'UNKNOWN' }
  return { status: mayBeRecorded(call, look) ? 'UNKNOWN' : 'NOT_RECORDED' }
}

/** A recording that is known to be made may not be listed at once. */
export function listedRecording(call: SeenCall, found: Recording): Recording {
  return found.status === 'NOT_RECORDED' && call.isRecorded === true ? { status: 'PENDING' } : found
}

function mayBeRecorded({ isRecorded }: SeenCall, look: Look): boolean {
  return isRecorded ?? !look.namesRecording
}
