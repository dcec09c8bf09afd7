/**
 * Findings, for people and for programs.
 */
import { isSettled } from '../../domain/finding.ts'
import type { Finding, Verdict } from '../../domain/finding.ts'
import { directionOf } from '../../domain/conversation.ts'
import { tableOf, timeText } from '../../table.ts'

export function findingsTable(findings: readonly Finding[]): string {
  return tableOf(columns, findings)
}

const columns = [
  { title: 'Ended', cell: ({ event }: Finding) => timeText(event.conversation.endedAt!) },
  { title: 'Event', cell: ({ event }: Finding) => event.eventId },
  { title: 'What became of it', cell: ({ verdict }: Finding) => verdictText(verdict) },
]

export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'logged':
      return 'logged'
    case 'skipped':
      return `skipped: ${verdict.reason}`
    case 'resolved':
      return 'a dead letter, resolved'
    case 'in-flight':
      return `in flight since ${timeText(verdict.since)}`
    case 'dead-lettered':
      return `dead letter ${verdict.handle}: ${verdict.code ?? '(no code)'}`
    case 'never-received':
      return 'never received'
    case 'no-task':
      return 'no Task in Salesforce; Kafka no longer tells why'
    case 'task-gone':
      return 'logged, and its Task is gone from Salesforce'
  }
}

/** A line of `--json`. */
export function findingDocument({ event, verdict }: Finding) {
  const { conversation, leg, eventId } = event
  return {
    kind: 'call',
    eventId,
    conversationId: conversation.conversationId,
    participantId: leg?.participantId ?? null,
    direction: directionOf(conversation),
    startedAt: new Date(leg?.startedAt ?? conversation.startedAt).toISOString(),
    endedAt: new Date(leg?.endedAt ?? conversation.endedAt!).toISOString(),
    state: verdict.kind,
    ...stateMembers(verdict),
  }
}

function stateMembers(verdict: Verdict): Record<string, string | null> {
  if (verdict.kind === 'skipped') return { reason: verdict.reason }
  if (verdict.kind === 'in-flight') return { since: new Date(verdict.since).toISOString() }
  if (verdict.kind === 'dead-lettered') return { handle: verdict.handle, code: verdict.code ?? null }
  return {}
}

/** What is shown: what is not where it belongs, and what was skipped where that is wanted. */
export function isShown({ verdict }: Finding, options: { readonly skipped?: boolean }): boolean {
  return !isSettled(verdict) || (verdict.kind === 'skipped' && options.skipped === true)
}
