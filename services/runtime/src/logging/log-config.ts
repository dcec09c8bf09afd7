import { key, oneOf } from '../config.ts'
import type { Config } from '../config.ts'

export const logConfig = {
  logLevel: key({
    env: 'LOG_LEVEL',
    parse: oneOf(['debug', 'info', 'warn', 'error']),
    fallback: 'info',
    doc: 'Lines of less weight are not written: debug, info, warn or error.',
  }),
  logFormat: key({
    env: 'LOG_FORMAT',
    parse: oneOf(['json', 'pretty', 'auto']),
    fallback: 'auto',
    doc: 'What the log looks like: json, pretty (a line for people per entry), or auto, which is pretty in a terminal and else json.',
  }),
}

export type LogConfig = Config<typeof logConfig>
