/**
 * What a run came to, for people and for programs.
 */
import { notThere } from '../../domain/tally.ts'
import type { Tally } from '../../domain/tally.ts'
import type { TimeSpan } from '../../domain/time-span.ts'
import { counted, inThousands, timeText } from '../../table.ts'

/** Lines, each with its break. @param span what was looked at, or was to be */
export function summaryText(tally: Tally, span: TimeSpan): string {
  return [
    `${counted(tally.conversations, 'voice conversation')} ended from ${timeText(span.from)} to ${timeText(span.to)}.`,
    ...thereLines(tally),
    ...notThereLines(tally),
    ...sentLines(tally),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

export function summaryDocument(tally: Tally, span: TimeSpan, interrupted: boolean) {
  return {
    kind: 'summary',
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    interrupted,
    ...tally,
    notThere: notThere(tally),
  }
}

function thereLines({
  verdicts: { logged = 0, skipped = 0, resolved = 0 },
  skipped: reasons,
}: Tally): string[] {
  const total = logged + skipped + resolved
  if (total === 0) return []
  const parts = [
    part(logged, 'logged'),
    part(skipped, `skipped${reasonsText(reasons)}`),
    part(resolved, 'resolved as dead letters'),
  ]
  return [`${counted(total, 'call')} ${total === 1 ? 'is' : 'are'} accounted for: ${joined(parts)}.`]
}

function reasonsText(reasons: Tally['skipped']): string {
  const parts = Object.entries(reasons).map(([reason, count]) => `${inThousands(count)} ${reason}`)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function notThereLines({ verdicts }: Tally): string[] {
  const parts = [
    part(verdicts['never-received'], 'never received'),
    part(verdicts['no-task'], 'without a Task, of which Kafka no longer tells'),
    part(verdicts['task-gone'], 'whose Task is gone'),
    part(
      verdicts['dead-lettered'],
      "dead-lettered ('dead-letters show' tells why, 'dead-letters replay' tries again)",
    ),
    part(verdicts['in-flight'], 'in flight'),
  ]
  if (parts.every((text) => text === undefined)) return ['None is missing.']
  return [`Not there: ${joined(parts)}.`]
}

function sentLines({ verdicts, sent, refused }: Tally): string[] {
  if (sent > 0 || refused > 0) {
    const lines = [
      `Sent ${counted(sent, 'call')} through the ingress: the next run tells what became of them.`,
    ]
    return refused === 0 ? lines : [...lines, `The ingress refused ${counted(refused, 'call')}.`]
  }
  const repairable = (verdicts['never-received'] ?? 0) + (verdicts['no-task'] ?? 0)
  return repairable === 0 ? [] : ["'--repair' sends what was never received through the ingress."]
}

function part(count: number | undefined, what: string): string | undefined {
  return count === undefined || count === 0 ? undefined : `${inThousands(count)} ${what}`
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((text) => text !== undefined).join(', ')
}
