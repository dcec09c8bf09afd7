import type { Conversation } from '../domain/conversation.ts'
import { fateOf } from '../domain/event-trail.ts'
import type { ConversationTrail } from '../domain/event-trail.ts'
import { findingsOf, idsOf } from '../domain/finding.ts'
import type { Finding } from '../domain/finding.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { CallLedger } from '../ports/call-ledger.ts'
import type { TaskIndex } from '../ports/task-index.ts'

export interface Comparison {
  readonly ledger: CallLedger
  /** Undefined when Salesforce is not to be asked. */
  readonly tasks: TaskIndex | undefined
  /** In which the conversations ended. */
  readonly span: TimeSpan
  readonly conversations: readonly Conversation[]
  /** Whether Kafka still has all that was ever told of them. */
  readonly isRemembered: boolean
  readonly signal: AbortSignal
}

/** Whoever wrote a record may have a clock that is behind Genesys's. */
const clockToleranceMs = 3_600_000

/** What became of each event that the conversations should have given rise to. */
export async function compare(comparison: Comparison): Promise<Finding[]> {
  const { ledger, tasks, span, conversations, isRemembered, signal } = comparison
  if (conversations.length === 0) return []
  const wanted = new Set(conversations.map(({ conversationId }) => conversationId))
  const trails = await ledger.read(earliestTrace(span, conversations), (id) => wanted.has(id), signal)
  const told = conversations.map((conversation) => {
    const trail: ConversationTrail = trails.get(conversation.conversationId) ?? new Map()
    return { conversation, trail, findings: findingsOf(conversation, trail) }
  })
  if (!tasks) return told.flatMap(({ findings }) => findings)
  signal.throwIfAborted()
  const eventIds = told.flatMap(({ conversation, trail, findings }) =>
    eventIdsToAskFor(conversation, trail, findings),
  )
  const found = await tasks.having([...new Set(eventIds)])
  return told
    .flatMap(({ conversation, trail }) => findingsOf(conversation, trail, found))
    .map((finding) => (isRemembered ? finding : withoutMemory(finding)))
}

/** A conversation that ended in the span may have been begun, and left by its first agent, hours before: that part was told of then. */
function earliestTrace(span: TimeSpan, conversations: readonly Conversation[]): number {
  const began = conversations.reduce((earliest, { startedAt }) => Math.min(earliest, startedAt), span.from)
  return began - clockToleranceMs
}

/** Whether there is a Task matters of what was logged, and of what Kafka does not tell of. */
function eventIdsToAskFor(
  { conversationId }: Conversation,
  trail: ConversationTrail,
  findings: readonly Finding[],
): string[] {
  const logged = [...trail]
    .filter(([, traces]) => fateOf(traces)?.kind === 'logged')
    .map(([eventId]) => eventId)
  const untold = findings.filter(({ verdict }) => verdict.kind === 'never-received')
  if (untold.length === 0) return logged
  return [...logged, ...untold.flatMap(({ event }) => idsOf(event)), conversationId]
}

/** A call that Kafka has forgotten may have been skipped. */
function withoutMemory(finding: Finding): Finding {
  return finding.verdict.kind === 'never-received' ? { ...finding, verdict: { kind: 'no-task' } } : finding
}
