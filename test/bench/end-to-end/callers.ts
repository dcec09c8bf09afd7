/**
 * Many people who call, and their calls: each call begins at a moment of its own, by which its Task is known again whoever wrote it.
 */
import { randomUUID } from 'node:crypto'
import { sampleRecords, toLongId } from '@calltrail/simulators'
import { callPayload } from '../../kit/calls.ts'

const callerCount = 2_000
const firstLine = 2_000
const accountIds = Object.values(sampleRecords.accounts).map(({ Id }) => Id)
const numberOf = (index: number) => `+1415555${firstLine + (index % callerCount)}`

/** Contacts to insert into the simulated org. Their numbers are written as Genesys sends them: else the seed would find nobody. */
export const callers = Array.from({ length: callerCount }, (_, index) => ({
  Id: toLongId(`003Be${String(index).padStart(10, '0')}`),
  FirstName: 'Caller',
  LastName: `Number ${index}`,
  AccountId: accountIds[index % accountIds.length]!,
  Phone: numberOf(index),
}))

export interface CallersCall {
  readonly payload: Readonly<Record<string, unknown>>
  /** Epoch milliseconds. No other call began then. */
  readonly startedAt: number
}

export interface CallersCallSource {
  next(count: number): CallersCall[]
}

const dayMs = 86_400_000
const callSeconds = 630

/** Calls of all callers in turn, begun a second apart within the last days. Every other one is recorded. */
export function callsOfCallers(): CallersCallSource {
  const run = randomUUID().slice(0, 8)
  const firstStart = Math.floor((Date.now() - 3 * dayMs) / 1_000) * 1_000
  let sequence = 0

  function nextCall(): CallersCall {
    const number = sequence++
    const conversationId = `bench-${run}-${number}`
    const startedAt = firstStart + number * 1_000
    const payload = callPayload({
      conversationId,
      callerId: numberOf(number),
      recordingId: number % 2 === 0 ? `recording-${conversationId}` : null,
      startTime: new Date(startedAt).toISOString(),
      endTime: new Date(startedAt + callSeconds * 1_000).toISOString(),
      durationSeconds: callSeconds,
    })
    return { payload, startedAt }
  }

  return { next: (count) => Array.from({ length: count }, nextCall) }
}
