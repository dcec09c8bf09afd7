/**
 * What became of calls: pure counting.
 */

/** A call whose webhook was sent. */
export interface SentCall {
  /** When it began, in epoch milliseconds: that tells it from all others. */
  readonly startedAt: number
  /** When its webhook was sent first, in epoch milliseconds. */
  readonly sentAt: number
}

/** A Task of Salesforce, as far as it tells whose it is. */
export interface FoundTask {
  readonly Id: string
  readonly Description: string | null
}

export interface Tally {
  readonly logged: number
  /** Calls without any Task. */
  readonly lost: number
  /** Calls with more than one. */
  readonly doubled: number
  /** Of each logged call, from sending its webhook until its first Task was there. */
  readonly waitsMs: readonly number[]
}

/**
 * @param tasks those of other calls, and of no call at all, do not count
 * @param createdAt when each Task was created, by its id, in epoch milliseconds
 * @throws {Error} when that is not known of a Task
 */
export function tally(
  calls: readonly SentCall[],
  tasks: readonly FoundTask[],
  createdAt: Readonly<Record<string, number>>,
): Tally {
  const byCall = Map.groupBy(tasks, startOf)
  const outcomes = calls.map(({ startedAt, sentAt }) => {
    const moments = (byCall.get(startedAt) ?? []).map(({ Id }) => {
      const moment = createdAt[Id]
      if (moment === undefined) throw new Error(`it is not known when the Task ${Id} was created`)
      return moment
    })
    return { count: moments.length, waitMs: Math.min(...moments) - sentAt }
  })
  const logged = outcomes.filter(({ count }) => count > 0)
  return {
    logged: logged.length,
    lost: outcomes.length - logged.length,
    doubled: outcomes.filter(({ count }) => count > 1).length,
    waitsMs: logged.map(({ waitMs }) => waitMs),
  }
}

/** Calltrail and the seed write the same line. */
function startOf({ Description }: FoundTask): number | undefined {
  const start = /^Start: (\S+)$/m.exec(Description ?? '')?.[1]
  return start === undefined ? undefined : Date.parse(start)
}
