import { pino } from 'pino'
import type { Logger } from 'pino'

/** JSON lines on standard output. */
export function createLogger(service: string): Logger {
  return pino({ base: { service }, formatters: { level: (level) => ({ level }) } })
}
