/**
 * How quickly a process works a backlog off, seen from outside: by what its group commits, and by what Linux says of its CPU time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { cpuMs } from '../pipeline/cpu-time.ts'
import { committedRecords } from './committed-records.ts'
import type { GroupTopic } from './committed-records.ts'
import { paceOf } from './pace.ts'
import type { Pace, Progress } from './pace.ts'

export interface Backlog extends GroupTopic {
  readonly records: number
}

export interface Watch {
  readonly admin: Admin
  /** The process that drains. */
  readonly pid: number
  /** Longest time until the last record is committed. */
  readonly withinMs: number
  readonly signal: AbortSignal
}

const pollMs = 100

/**
 * Waits until all is committed.
 * @throws {Error} when it takes too long, or when the process is gone
 */
export async function timeDrain(backlog: Backlog, { admin, pid, withinMs, signal }: Watch): Promise<Pace> {
  const giveUpAt = performance.now() + withinMs
  const progress: Progress[] = []
  for (;;) {
    const done = await committedRecords(admin, backlog)
    const atMs = performance.now()
    progress.push({ done, atMs, cpuMs: await cpuMs({ pid }) })
    if (done >= backlog.records) return paceOf(progress, backlog.records)
    if (atMs > giveUpAt) {
      const share = `${done} of ${backlog.records} records of ${backlog.topic}`
      throw new Error(`${backlog.groupId} committed ${share} in ${withinMs} ms`)
    }
    await sleep(pollMs, undefined, { signal })
  }
}
