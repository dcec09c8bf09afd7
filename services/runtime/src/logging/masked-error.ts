/**
 * Errors as they stand in the log. The messages of ours hold ids and codes only; those of libraries may quote what a call brought.
 */
import { stdSerializers } from 'pino'
import { ConfigError } from '../config.ts'
import { PipelineError } from '../errors.ts'
import { maskText } from './masked-text.ts'

/** An error as pino tells it, with its causes and the errors it gathers, each masked unless it is ours. */
export function maskedError(error: unknown): unknown {
  const told: unknown = stdSerializers.errWithCause(error as Error)
  if (isTold(told)) return masked(told)
  return typeof told === 'string' ? maskText(told) : { type: typeof told }
}

/** What pino makes of an error; `raw` is the error, which is not written. */
interface ToldError {
  readonly type: string
  readonly message: string
  readonly stack?: string
  readonly raw: unknown
}

function isTold(value: unknown): value is ToldError {
  return typeof value === 'object' && value !== null && 'raw' in value && 'message' in value
}

function masked(told: ToldError): object {
  const isOurs = told.raw instanceof PipelineError || told.raw instanceof ConfigError
  return Object.fromEntries(
    Object.entries(told).flatMap(([key, value]: [string, unknown]) => {
      if (isTold(value)) return [[key, masked(value)]]
      if (key === 'aggregateErrors') return [[key, (value as unknown[]).map(maskedMember)]]
      if (isOurs || key === 'type') return [[key, value]]
      if (key === 'stack') return [[key, maskedStack(told)]]
      if (typeof value === 'string') return [[key, maskText(value)]]
      // An object that an error of a library carries may be the very record it is about.
      return typeof value === 'object' ? [] : [[key, value]]
    }),
  )
}

function maskedMember(told: unknown): unknown {
  return isTold(told) ? masked(told) : maskedError(told)
}

const frame = /^ +at .*(?::\d+:\d+|<anonymous>|\(native\)|\(index \d+\))\)?$/

/** The places only: what stands above them is the message again. */
function maskedStack({ type, message, stack = '' }: ToldError): string {
  const start = stack.indexOf(message)
  const places = start === -1 ? stack : stack.slice(start + message.length)
  const frames = places.split('\n').filter((line) => frame.test(line))
  return [`${type}: ${maskText(message)}`, ...frames].join('\n')
}
