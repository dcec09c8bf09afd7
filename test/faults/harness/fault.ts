import type { ErrorCode } from '@calltrail/runtime'
import type { Bench } from './bench.ts'
import type { Sender } from './sender.ts'

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
  /** Whether it can be done on this machine. It can by default. */
  readonly isPossible?: () => boolean
  /** Codes with which calls may be dead-lettered. None by default. */
  readonly deadLetterCodes?: readonly ErrorCode[]
  /** Webhooks may rightly not be taken. By default each one has to be, at the latest with its third retry. */
  readonly mayRefuse?: boolean
  /** Services may end by themselves and be started again. By default that is a breach. */
  readonly mayExit?: boolean
  /** Calls a second, when it must differ from the others. */
  readonly ratePerSecond?: number
  /** Longest wait for the backlog after the fault. */
  readonly drainWithinMs?: number
}

/** What a fault is given. */
export interface Scene {
  readonly bench: Bench
  readonly sender: Sender
  /** Begins the id of every event of this fault. */
  readonly prefix: string
  /** Lets time pass while the fault holds: the shorter one in the short form. */
  hold(durationMs: number, shortDurationMs?: number): Promise<void>
  /** Says what goes on, for whoever watches. */
  say(what: string): void
  /** Puts a breach on record that only the fault itself can see. */
  object(detail: string): void
}
