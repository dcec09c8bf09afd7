/** For tests of handlers: what the engine would tell them. */
import type { HandlerContext } from './kafka/handler.ts'

/** The context of events that come for the first time, in a partition that stays. */
export const inOrder: HandlerContext<unknown> = { isLate: () => false, assertOwned: () => {} }

/** The context of events that later ones may have overtaken. */
export const overtaken: HandlerContext<unknown> = { ...inOrder, isLate: () => true }
