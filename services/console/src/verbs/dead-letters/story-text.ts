import { printable } from '../../console.ts'
import { ageInWords } from '../../domain/moment.ts'
import { timeText } from '../../table.ts'
import type { ShownDeadLetter } from './shown-dead-letter.ts'

/** A dead letter for people, ending in a line break. */
export function storyText(shown: ShownDeadLetter, now: number): string {
  const { code, meaning, message, origin } = shown
  const lines = [
    line('Dead letter', shown.handle),
    line('State', stateText(shown, now)),
    line('Event', shown.eventId ?? '(unknown)'),
    line('Reason', `${code ?? '(no code)'}: ${message ?? '(no message)'}`),
    line('Meaning', meaning ?? 'This version does not know the code.'),
    line('Failed', failedText(shown, now)),
    line(
      'Came from',
      origin ? `${origin.topic}, partition ${origin.partition}, offset ${origin.offset}` : '(unknown)',
    ),
    line('Replays', shown.replays),
    line('Trace', shown.traceId ?? '(none)'),
    line('Key', shown.key ?? '(none)'),
    '',
    'Headers',
    ...Object.entries(shown.headers).map(([name, text]) => `  ${printable(name)}: ${printable(text)}`),
    '',
    ...valueLines(shown),
  ]
  return `${lines.join('\n')}\n`
}

function line(label: string, text: string | number): string {
  return `${label.padEnd(13)}${printable(String(text))}`
}

function stateText({ state, resolution }: ShownDeadLetter, now: number): string {
  if (!resolution) return 'open'
  const { at, by, reason, edited } = resolution
  const payload = edited ? ' with another payload' : ''
  const when = `${ageInWords(now - Date.parse(at))} ago, ${timeText(Date.parse(at))}`
  return `${state}${payload} by ${by}, ${when}${reason === undefined ? '' : `: ${reason}`}`
}

function failedText({ attempts, failedAt, firstFailedAt }: ShownDeadLetter, now: number): string {
  const last = Date.parse(failedAt)
  const first = firstFailedAt === null ? '' : `, first ${timeText(Date.parse(firstFailedAt))}`
  const times = attempts === 1 ? 'at the 1st attempt' : `after ${attempts} attempts`
  return `${timeText(last)} (${ageInWords(now - last)} ago) ${times}${first}`
}

function valueLines({ payload, undecodable, revealed }: ShownDeadLetter): string[] {
  if (undecodable) {
    const { reason, bytes, hex } = undecodable
    const size = bytes === null ? 'no value (a tombstone)' : `${bytes} bytes`
    if (hex) return [`Value: ${size}; ${reason}`, ...hex.map((text) => `  ${text}`)]
    return [`Value: ${size}; ${reason}${bytes ? ". '--reveal' shows the first of them" : ''}`]
  }
  const note = revealed ? 'with personal data' : "personal data hidden; '--reveal' shows it"
  // JSON writes control characters out, except for those beyond ASCII.
  return [`Payload (${note})`, ...JSON.stringify(payload, undefined, 2).split('\n').map(printable)]
}
