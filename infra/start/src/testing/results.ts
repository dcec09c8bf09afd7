import { enrichedCall, loggedEvent as documentedOutcome } from '@calltrail/schemas/testing'
import type { Happened, Sample, SampleAnswer } from '@calltrail/test/kit'
import type { Run, SampleResult } from '../summary.ts'

export function run(results: readonly SampleResult[], changes: Partial<Run> = {}): Run {
  return { results, strayTasks: 0, accountingOnlyBecause: undefined, ...changes }
}

/** A call that was logged as expected. */
export function loggedResult(number: number, changes: Partial<Happened> = {}): SampleResult {
  const conversationId = `conversation-${number}`
  const call = enrichedCall({ conversationId, endedAt: Date.parse('2026-03-14T10:10:30Z') + number })
  const taskId = taskIdOf(number)
  return result(number, 120, {
    answers: [answer({ code: 202, status: 'accepted' })],
    enriched: [call],
    logged: [loggedEvent(number, { result: 'CREATED', taskId, contactId: call.contact!.id })],
    tasks: [{ Id: taskId }],
    contact: { Id: call.contact!.id, Last_Call_Date__c: '2026-03-14T10:10:31.000+0000' },
    ...changes,
  })
}

/** The call of somebody unknown, skipped as expected. */
export function skippedResult(number: number): SampleResult {
  const call = enrichedCall({ conversationId: `conversation-${number}`, contact: null })
  return result(number, undefined, {
    answers: [answer({ code: 202, status: 'accepted' })],
    enriched: [{ ...call, contactMatch: 'NOT_FOUND', recordingStatus: 'NOT_RECORDED' }],
    logged: [loggedEvent(number, { result: 'SKIPPED', skipReason: 'UNKNOWN_CALLER' })],
  })
}

/** A webhook that was refused as expected. */
export function refusedResult(number: number): SampleResult {
  return result(number, undefined, { answers: [answer({ code: 401, error: 'Unauthorized' })] })
}

export function answer(changes: Partial<SampleAnswer>): SampleAnswer {
  return { code: 0, eventId: undefined, status: undefined, error: undefined, membersAtFault: [], ...changes }
}

export function taskIdOf(number: number): string {
  return `00T${String(number).padStart(12, '0')}AAA`
}

function result(number: number, tookMs: number | undefined, happened: Partial<Happened>): SampleResult {
  const nothing: Happened = {
    answers: [],
    enriched: [],
    logged: [],
    deadLetters: [],
    tasks: [],
    contact: undefined,
  }
  return {
    sample: sample(number),
    happened: { ...nothing, ...happened },
    deviations: [],
    tookMs,
    traceLink: undefined,
  }
}

function sample(number: number): Sample {
  return {
    name: `${String(number).padStart(2, '0')}-a-call`,
    title: `Call ${number}`,
    shows: 'What it shows.',
    send: { times: 1, contentType: 'application/json', signature: 'valid', timestampOffsetSeconds: 0 },
    payload: { conversationId: `conversation-${number}` },
    expect: { answers: [{ code: 202, status: 'accepted' }], becomes: 'refused' },
  }
}

function loggedEvent(
  number: number,
  changes: Partial<Happened['logged'][number]>,
): Happened['logged'][number] {
  return documentedOutcome({
    eventId: `conversation-${number}`,
    conversationId: `conversation-${number}`,
    result: 'UNKNOWN',
    taskId: null,
    contactId: null,
    accountId: null,
    ...changes,
  })
}
