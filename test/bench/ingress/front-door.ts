import type { Admin } from 'kafkajs'
import type { OwnStack } from '../../kit/own-stack.ts'
import type { RequestPlan } from './signed-requests.ts'

/** Something that takes webhooks, in a process of its own. Disposing ends it. */
export interface FrontDoor extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** How many calls are in the place that it puts them; absent where it puts them nowhere. */
  stored?(): Promise<number>
  /** @throws {Error} when it did not run as its name says */
  check?(): Promise<void>
}

/** What front doors need. */
export interface Surroundings {
  readonly stack: OwnStack
  readonly admin: Admin
  /** Takes spans, and answers at once. */
  readonly traceBackEndUrl: string
  /** Takes everything and never answers. */
  readonly unansweringUrl: string
  readonly say: (what: string) => void
}

export interface FrontDoorPlan {
  /** How requests to it look. */
  readonly requests: Omit<RequestPlan, 'secret'>
  /** More than it will take on any machine: so many requests are signed for each second. */
  readonly mostPerSecond: number
  open(surroundings: Surroundings): Promise<FrontDoor>
}

export const webhook = { path: '/webhook/call-ended' } as const

/** How many records a topic has had. */
export async function recordsIn(admin: Admin, topic: string): Promise<number> {
  const partitions = await admin.fetchTopicOffsets(topic)
  return partitions.reduce((sum, { high }) => sum + Number(high), 0)
}
