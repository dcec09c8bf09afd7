import { isatty } from 'node:tty'
import { isSpanContextValid, trace } from '@opentelemetry/api'
import { pino } from 'pino'
import type { DestinationStream, LevelWithSilent, Logger, LoggerOptions } from 'pino'
import type { LogConfig } from './log-config.ts'
import { linesOfATurn } from './lines-of-a-turn.ts'
import { maskedError } from './masked-error.ts'
import { maskInternational } from './masked-phones.ts'
import { maskText } from './masked-text.ts'
import { terminalLines } from './terminal-lines.ts'

export interface LogSettings {
  readonly logLevel: LevelWithSilent
  readonly logFormat: LogConfig['logFormat']
}

/**
 * Lines on standard output. They name the trace they belong to. Phone numbers and what errors
 * of libraries quote are masked in them; other personal data is nobody's to log.
 */
export function createLogger(
  service: string,
  { logLevel, logFormat }: LogSettings,
  destination: DestinationStream = linesOfATurn(pino.destination({ dest: 1, sync: true })),
): Logger {
  writeAtOnce()
  const isPretty = logFormat === 'pretty' || (logFormat === 'auto' && isatty(1))
  return pino(
    { ...options, base: { service }, level: logLevel },
    isPretty ? terminalLines(destination) : destination,
  )
}

/**
 * Some libraries look at `process.stdout`, which makes a pipe non-blocking: to write to one that is full for a moment would then fail, and
 * pino would wait a tenth of a second, with the whole process, before it tries again.
 */
function writeAtOnce(): void {
  const { _handle: handle } = process.stdout as { _handle?: { setBlocking?: (isBlocking: boolean) => void } }
  handle?.setBlocking?.(true)
}

const options: LoggerOptions = {
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (level) => ({ level }) },
  serializers: { err: maskedError },
  mixin: traceFields,
  hooks: {
    logMethod(args, method) {
      const [fields, message] = args as unknown as [unknown, string | undefined]
      const error = errorIn(fields)
      // Without a message pino takes the error's, and Fastify hands it over: it must be masked as well.
      if (error && (message === undefined || message === error.message)) {
        const told = fields === error ? { err: error } : (fields as object)
        method.call(this, told, maskText(error.message))
      } else method.apply(this, args)
    },
    // The last defence, whatever a line is made of.
    streamWrite: maskInternational,
  },
}

function errorIn(fields: unknown): Error | undefined {
  if (fields instanceof Error) return fields
  const error = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined
  return error instanceof Error ? error : undefined
}

/** The active span, unless the line names its trace itself. */
function traceFields(fields: object): object {
  if ('trace_id' in fields) return {}
  const span = trace.getActiveSpan()?.spanContext()
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : {}
}
