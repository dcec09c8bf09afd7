/**
 * A trace as a person sees it: its spans, each below its parent, in the order in which they began.
 */
import type { JaegerSpan, JaegerTrace } from '../kit/jaeger-spans.ts'

/** Of a span with children, its own line and theirs, indented. Left out are spans that `isShown` does not let through, not their children. */
export function treeOf({ spans }: JaegerTrace, isShown: (span: JaegerSpan) => boolean): string[] {
  const below = (parentId: string | undefined, depth: number): string[] =>
    spans
      .filter((span) => span.parentId === parentId)
      .flatMap((span) => {
        const shown = isShown(span)
        const line = `${'  '.repeat(depth)}${span.service.replace('calltrail-', '')} ${span.kind}: ${span.name}`
        return [...(shown ? [line] : []), ...below(span.spanId, depth + (shown ? 1 : 0))]
      })
  return below(undefined, 0)
}

/** Spans whose parent is not there. */
export function orphansIn({ spans }: JaegerTrace): JaegerSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId))
  return spans.filter(({ parentId }) => parentId !== undefined && !ids.has(parentId))
}

export function rootsOf({ spans }: JaegerTrace): JaegerSpan[] {
  return spans.filter(({ parentId }) => parentId === undefined)
}

/** Spans that begin before their parent, by more than clocks of one machine differ. */
export function tooEarlyIn({ spans }: JaegerTrace): JaegerSpan[] {
  const starts = new Map(spans.map(({ spanId, startMicros }) => [spanId, startMicros]))
  return spans.filter(({ parentId, startMicros }) => startMicros + 2_000 < (starts.get(parentId ?? '') ?? 0))
}
