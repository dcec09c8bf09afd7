/**
 * The log for people who read it in a terminal: one line per entry. All of it, stacks too, is in the JSON.
 */
import type { DestinationStream } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { cleanText } from '../clean-text.ts'

/** Takes pino's JSON, and writes lines such as `10:00:00.123 WARN: sink  failed  eventId=… code=SALESFORCE_ROW_LOCKED`, at once. */
export function terminalLines(destination: DestinationStream): DestinationStream {
  const lineOf = prettyFactory({
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    customColors: { message: 'reset' },
    useOnlyCustomProps: false,
    messageFormat: (
      { level: _, time: __, service, msg, span_id: ___, ...fields },
      _key,
      _label,
      { colors },
    ) => {
      const shown = Object.entries(fields).map(
        ([name, value]) => ` ${colors.gray(`${name}=`)}${shownValue(value)}`,
      )
      return `${colors.bold(printable(service))}  ${colors.cyan(printable(msg))} ${shown.join('')}`.trimEnd()
    },
  })
  return { write: (json) => destination.write(lineOf(json)) }
}

/** A text with blanks is quoted, so that it is seen where it ends. */
function shownValue(value: unknown): string {
  const text = isError(value) ? errorText(value) : value
  if (typeof text !== 'string') return printable(JSON.stringify(text))
  return /^[^\s"\p{Cc}]+$/u.test(text) ? text : printable(JSON.stringify(text))
}

interface ShownError {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: unknown
}

function isError(value: unknown): value is ShownError {
  return typeof value === 'object' && value !== null && 'type' in value && 'message' in value
}

/** Its code or type, its message, and the place in the code unless it is one of ours, which tell what they are. */
function errorText({ type, code, message, stack, cause }: ShownError): string {
  const place =
    type === 'PipelineError'
      ? undefined
      : stack?.split('\n').find((line) => /^ +at .*:\d+:\d+\)?$/.test(line))
  const said = `${code ?? type}: ${message}${place === undefined ? '' : ` (${place.trim()})`}`
  return isError(cause) ? `${said}, caused by ${errorText(cause)}` : said
}

/** What a stranger sent must not move the cursor of a terminal. */
function printable(value: unknown): string {
  return cleanText(String(value)).replace(/\s+/g, ' ')
}
