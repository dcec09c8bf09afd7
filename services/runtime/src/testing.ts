/** For tests of handlers: what the engine would tell them; and of what is traced. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
export { outlineOf, recordSpans } from './telemetry/tracing/testing/recorded-spans.ts'
import type { HandlerContext } from './kafka/handler.ts'

/** The context of events that come for the first time, in a partition that stays. */
export const inOrder: HandlerContext<unknown> = {
  isLate: () => false,
  isLastTry: () => false,
  followUp: () => undefined,
  contextOf: () => ROOT_CONTEXT,
  assertOwned: () => {},
}

/** The context of events that later ones may have overtaken. */
export const overtaken: HandlerContext<unknown> = { ...inOrder, isLate: () => true }

/** The context of events that are retried for the last time. */
export const atTheLastTry: HandlerContext<unknown> = { ...overtaken, isLastTry: () => true }

/** The context of events that are followed up for the n-th time. */
export function followedUp(number: number, missing: string): HandlerContext<unknown> {
  return { ...overtaken, followUp: () => ({ number, missing }) }
}
