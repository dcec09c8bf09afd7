import type { ServiceProcess } from '../../kit/service-process.ts'

/** Spans of processes, since they were started. */
export interface SpanCounts {
  /** Handed over to the trace back-end. */
  readonly sent: number
  /** Dropped, or not taken by the trace back-end. */
  readonly lost: number
}

const processed = /^otel_sdk_processor_span_processed_total\{([^}]*)\} (\d+)/gm

/** What the services themselves tell of their spans at /metrics. */
export async function spanCounts(services: readonly ServiceProcess[]): Promise<SpanCounts> {
  const pages = services.map(async ({ healthUrl }) => (await fetch(`${healthUrl}/metrics`)).text())
  return countSpans((await Promise.all(pages)).join('\n'))
}

/** @param text in Prometheus's format, of several processes */
export function countSpans(text: string): SpanCounts {
  const counts = { sent: 0, lost: 0 }
  for (const [, labels, count] of text.matchAll(processed)) {
    const hasFailed = /error_type="[^"]+"/.test(labels!)
    counts[hasFailed ? 'lost' : 'sent'] += Number(count)
  }
  return counts
}
