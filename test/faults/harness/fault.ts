import type { ErrorCode } from '@calltrail/runtime'
import type { Bench } from './bench.ts'
import type { Delivery } from './books.ts'
import type { Sender } from './sender.ts'
import type { Sign } from './signs.ts'

/** What breaks, and what may happen besides. */
export interface Fault {
  /** kebab-case; what `--only` takes. */
  readonly name: string
  /** Reads on from “While calls flow, …”. */
  readonly what: string
  /** Part of the short form, which CI runs. */
  readonly isShort?: boolean
  /** Does the harm, holds it, and takes it away again; resolves when all is well. */
  readonly during: (scene: Scene) => Promise<void>
  /** What may be put back only after the backlog is drained. */
  readonly afterwards?: (bench: Bench) => Promise<void>
  /** Why it cannot be done on this machine; undefined when it can, as by default. */
  readonly leftOut?: () => Promise<string | undefined>
  /** What must have been seen of it afterwards. A fault that did not bite shows nothing. */
  readonly signs?: readonly Sign[]
  /** Dead letters that are right. None by default. */
  readonly deadLetters?: Allowance
  /** Calls that are rightly logged although their contact's last call could not be written. None by default. */
  readonly contactErrors?: Allowance
  /** Webhooks may rightly not be taken. By default each one has to be, at the latest with its third retry. */
  readonly mayRefuse?: boolean
  /** Services may end by themselves and be started again. By default that is a breach. */
  readonly mayExit?: boolean
  /** Calls a second, when it must differ from the others. */
  readonly ratePerSecond?: number
  /** Longest wait for the backlog after the fault. */
  readonly drainWithinMs?: number
}

/** What may go wrong, and how often. */
export interface Allowance {
  readonly codes: readonly ErrorCode[]
  /** Of the calls that were accepted. */
  readonly maxShare: number
}

/** What a fault is given. */
export interface Scene {
  readonly bench: Bench
  readonly sender: Sender
  /** Begins the id of every event of this fault. */
  readonly prefix: string
  /** Lets time pass while the fault holds: the shorter one in the short form. */
  hold(durationMs: number, shortDurationMs?: number): Promise<void>
  /**
   * Waits until `condition` holds, and looks every few milliseconds. What is not so in time is a breach, told as “not in 15 s: …”.
   * @returns whether it holds
   */
  until(what: string, condition: () => boolean | Promise<boolean>, withinMs?: number): Promise<boolean>
  /** Enters what the fault itself has put into a topic, past the ingress. */
  enter(delivery: Delivery): void
  /** Says what goes on, for whoever watches. */
  say(what: string): void
  /** Puts a breach on record that only the fault itself can see. */
  object(detail: string): void
}
