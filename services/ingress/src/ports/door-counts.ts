import type { IgnoredReason } from '../domain/doors/door.ts'
import type { PublishStatus } from './event-publisher.ts'

/** Counts what comes in by the doors, each named by its path. */
export interface DoorCounts {
  accepted(door: string, status: PublishStatus): void
  ignored(door: string, reason: IgnoredReason): void
  /** @param reason one of few: it becomes a label */
  refused(door: string, reason: string): void
  /** @param route the door, or nothing where a request went to none */
  answered(method: string, route: string, status: number, seconds: number): void
}
