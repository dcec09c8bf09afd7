/**
 * The events of a call in words.
 */
import type { CallEnded, CallEnriched, CallLogged } from '@calltrail/schemas'
import { isHidden } from '../../domain/masking.ts'
import { timeText } from '../../table.ts'
import type { Links } from './links.ts'

/** An accepted call. */
export function describedCall(call: CallEnded): string {
  const whole = call.scope === 'CONVERSATION' ? ', of the conversation as a whole' : ''
  return listed(
    `${call.direction.toLowerCase()} call of ${call.durationSeconds} s that ended ${timeText(call.endedAt)}${whole}`,
    named('participant', call.participantId),
    named('agent', call.agentId, call.agentName),
    named('queue', call.queueId, call.queueName),
    named('recording', call.recordingId),
  )
}

export function enrichedLines(call: CallEnriched): string[] {
  const { contact, lead, contactCandidates: candidates } = call
  const who =
    named('contact', contact?.id ?? null, contact?.name) ?? named('lead', lead?.id ?? null, lead?.name)
  const match = matchTexts[call.contactMatch](candidates)
  return [
    listed(who === undefined ? match : `${who}, ${match}`, named('customer', call.customerPhone)),
    `${recordingTexts[call.recordingStatus]}; revision ${call.revision}`,
  ]
}

const matchTexts: Record<CallEnriched['contactMatch'], (candidates: number) => string> = {
  CONTACT_ID: () => 'named by the call',
  PHONE: (candidates) =>
    candidates > 1 ? `chosen of ${candidates} with the customer’s number` : 'by the customer’s number',
  LEAD: () => 'by the customer’s number',
  AMBIGUOUS: (candidates) => `${candidates} contacts have the customer’s number, and none was chosen`,
  NOT_FOUND: () => 'nobody in Salesforce has the customer’s number',
  NO_NUMBER: () => 'the customer’s number is not known',
  INTERNAL: () => 'no customer took part',
  UNKNOWN: () => 'matched in a way that this version does not know',
}

const recordingTexts: Record<CallEnriched['recordingStatus'], string> = {
  AVAILABLE: 'recording available',
  NOT_RECORDED: 'not recorded',
  PENDING: 'recording not there yet',
  MISSING: 'Genesys does not know the recording',
  UNKNOWN: 'recording not looked up',
}

export function loggedLines(call: CallLogged, links: Links): string[] {
  const { result, taskId, skipReason, omittedFields, taskError, contactError } = call
  if (result === 'SKIPPED') return [`no Task is written: ${skipReason ?? 'UNKNOWN'}`]
  const link = taskId === null ? undefined : links.task(taskId)
  return [
    listed(
      `Task ${taskId ?? '(unknown)'} ${result === 'CREATED' ? 'created' : 'updated'}`,
      named('contact', call.contactId),
      named('lead', call.leadId),
      named('account', call.accountId),
    ),
    ...(link === undefined ? [] : [link]),
    ...(omittedFields.length === 0
      ? []
      : [`without fields that the org did not take: ${omittedFields.join(', ')}`]),
    ...(taskError === null ? [] : [`the Task could not be brought up to date: ${taskError}`]),
    ...(contactError === null ? [] : [`the contact’s last call could not be written: ${contactError}`]),
  ]
}

/** What is hidden is left out here: it would hide what can be seen. */
function named(what: string, id: string | null, name?: string | null): string | undefined {
  if (id === null || isHidden(id)) return undefined
  return name && !isHidden(name) ? `${what} ${id} (${name})` : `${what} ${id}`
}

function listed(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ')
}
