import { headerText } from '@calltrail/runtime'

/** The trace of the span that has sent a record, by its W3C header. */
export function traceIdOf(headers: Parameters<typeof headerText>[0]): string | undefined {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(headerText(headers, 'traceparent') ?? '')?.[1]
}
