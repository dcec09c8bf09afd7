/**
 * Compares what happened to a sample with what it expects.
 */
import type { CallEnriched, CallLogged } from '@calltrail/schemas'
import type { Sample, SampleAnswer } from './samples.ts'
import { eventIdOf } from './samples.ts'

export interface DeadLetter {
  readonly topic: string
  readonly errorCode: string
}

type FieldValue = string | number | boolean | null

/** A record of Salesforce, as it answered it. */
export type SalesforceRow = Readonly<Record<string, unknown>> & { readonly Id: string }

/** All that was seen of one sample, wherever it was. */
export interface Happened {
  /** One per request, in order. */
  readonly answers: readonly SampleAnswer[]
  /** Its records on calls.enriched.v1. */
  readonly enriched: readonly CallEnriched[]
  /** Its records on calls.logged.v1. */
  readonly logged: readonly CallLogged[]
  readonly deadLetters: readonly DeadLetter[]
  /** The Tasks that Salesforce has under its event id. */
  readonly tasks: readonly SalesforceRow[]
  /** The contact of its first Task. */
  readonly contact: SalesforceRow | undefined
}

/** Something that is not as it should be. */
export interface Deviation {
  readonly what: string
  readonly expected: string
  readonly got: string
}

/**
 * All deviations; none when the sample came out as expected.
 * @param scope `accounting` where contacts and recordings are not those that the sample was written for
 */
export function verdict(
  sample: Sample,
  happened: Happened,
  scope: 'all' | 'accounting' = 'all',
): Deviation[] {
  return [
    ...answerDeviations(sample, happened),
    ...accountingDeviations(happened),
    ...deadLetterDeviations(happened),
    ...(scope === 'all' ? outcomeDeviations(sample, happened) : []),
  ]
}

/** What became of an event, by all that was seen of it. Exactly one of logged, skipped and dead-lettered is to be true. */
export type Fate = 'refused' | 'logged' | 'skipped' | 'dead-lettered' | 'missing' | 'several outcomes'

export function isAccepted({ answers }: Pick<Happened, 'answers'>): boolean {
  return answers.some(({ code }) => code === 202)
}

export function fateOf(happened: Happened): Fate {
  const { logged, deadLetters } = happened
  if (logged.length + deadLetters.length > 1) return 'several outcomes'
  if (deadLetters.length === 1) return 'dead-lettered'
  const [event] = logged
  if (event) return event.result === 'SKIPPED' ? 'skipped' : 'logged'
  return isAccepted(happened) ? 'missing' : 'refused'
}

function answerDeviations(sample: Sample, { answers }: Happened): Deviation[] {
  const expected = sample.expect.answers.map(({ code, status }) => [code, status].filter(Boolean).join(' '))
  const got = answers.map(({ code, status }) => [code, status].filter(Boolean).join(' '))
  const eventIds = answers.flatMap(({ eventId }) => eventId ?? [])
  const fields = sample.expect.becomes === 'refused' ? sample.expect.fields : undefined
  return [
    ...difference('answer', expected.join(', '), got.join(', ')),
    ...[...new Set(eventIds)].flatMap((id) =>
      difference('event id of the answer', eventIdOf(sample) ?? 'none', id),
    ),
    ...(fields
      ? difference(
          'members at fault',
          sorted(fields),
          sorted(answers.flatMap(({ membersAtFault }) => membersAtFault)),
        )
      : []),
  ]
}

/** An accepted event has one outcome, a refused one has none, and there is a Task exactly when the call was logged. */
function accountingDeviations(happened: Happened): Deviation[] {
  const { logged, tasks } = happened
  const fate = fateOf(happened)
  switch (fate) {
    case 'missing':
      return [{ what: 'outcome', expected: 'logged, skipped or dead-lettered', got: 'none in time' }]
    case 'several outcomes':
      return [{ what: 'outcome', expected: 'one', got: outcomesInWords(happened) }]
    case 'logged':
      return tasks.length === 1
        ? difference('id of the Task', logged[0]?.taskId ?? 'none', tasks[0]!.Id)
        : difference('Tasks in Salesforce', '1', String(tasks.length))
    case 'skipped':
    case 'dead-lettered':
    case 'refused':
      return [
        ...(isAccepted(happened)
          ? []
          : difference('outcome of a refused webhook', 'none', outcomesInWords(happened))),
        ...difference('Tasks in Salesforce', '0', String(tasks.length)),
      ]
  }
}

/** Whatever the org: dead letters are not what a sample is for. */
function deadLetterDeviations(happened: Happened): Deviation[] {
  if (happened.deadLetters.length === 0) return []
  return [{ what: 'outcome', expected: 'no dead letter', got: outcomesInWords(happened) }]
}

function outcomeDeviations({ expect }: Sample, happened: Happened): Deviation[] {
  const fate = fateOf(happened)
  // Said by the accounting already.
  if (fate === 'missing' || fate === 'several outcomes' || fate === 'dead-lettered') return []
  if (fate !== expect.becomes) return difference('outcome', expect.becomes, outcomesInWords(happened))
  switch (expect.becomes) {
    case 'refused':
      return []
    case 'skipped':
      return [
        ...difference('reason', expect.reason, happened.logged[0]?.skipReason ?? 'none'),
        ...difference('match', expect.match, happened.enriched[0]?.contactMatch ?? 'not seen'),
      ]
    case 'logged':
      return loggedDeviations(expect, happened)
  }
}

function loggedDeviations(
  expect: Extract<Sample['expect'], { becomes: 'logged' }>,
  { enriched: [call], logged: [event], tasks: [task], contact }: Happened,
): Deviation[] {
  if (!call) return difference('calls.enriched.v1', 'one record', 'none')
  return [
    ...difference('contact', expect.contact, call.contact?.name ?? 'none'),
    ...difference('match', expect.match, call.contactMatch),
    ...difference('candidates', String(expect.candidates), String(call.contactCandidates)),
    ...difference('recording', expect.recording, call.recordingStatus),
    ...difference('error at the contact', 'none', event?.contactError ?? 'none'),
    ...(task ? taskDeviations(expect.task, call, task) : []),
    ...(contact ? lastCallDeviations(call, contact) : []),
  ]
}

function taskDeviations(
  expected: Readonly<Record<string, FieldValue | string[]>>,
  call: CallEnriched,
  task: SalesforceRow,
): Deviation[] {
  const standsOn = {
    WhoId: call.contact?.id ?? null,
    WhatId: call.contact?.accountId ?? null,
    Call_Recording_URL__c: call.recordingLink,
  }
  return Object.entries({ ...standsOn, ...expected }).flatMap(([field, value]) => {
    const got = task[field] ?? null
    if (!Array.isArray(value)) return difference(field, JSON.stringify(value), JSON.stringify(got))
    const lines = new Set(typeof got === 'string' ? got.split('\n') : [])
    const absent = value.filter((line) => !lines.has(line))
    return absent.map((line) => ({ what: field, expected: `the line “${line}”`, got: 'no such line' }))
  })
}

/** A later call may have moved the contact's last call on, but never back. */
function lastCallDeviations(call: CallEnriched, contact: SalesforceRow): Deviation[] {
  const last = contact['Last_Call_Date__c']
  if (typeof last === 'string' && Date.parse(last) >= call.endedAt) return []
  const expected = `${new Date(call.endedAt).toISOString()} or later`
  return difference('Last_Call_Date__c', expected, String(last))
}

function outcomesInWords({ logged, deadLetters }: Happened): string {
  const words = [
    ...logged.map(({ result, skipReason }) => [result, skipReason].filter(Boolean).join(' ')),
    ...deadLetters.map(({ topic, errorCode }) => `${errorCode} on ${topic}`),
  ]
  return words.join(', ') || 'none'
}

function difference(what: string, expected: string, got: string): Deviation[] {
  return expected === got ? [] : [{ what, expected, got }]
}

function sorted(names: readonly string[]): string {
  return names.toSorted().join(', ')
}
