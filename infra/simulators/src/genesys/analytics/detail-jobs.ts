import { randomUUID } from 'node:crypto'
import type { AnalyticsConversation } from './analytics-types.ts'

const MOST_RESULTS_PER_PAGE = 1_000

interface Job {
  readonly results: readonly AnalyticsConversation[]
  readonly submittedAt: string
  /** How often its state is still `PENDING`. */
  pendingAnswers: number
}

export interface JobPage {
  readonly conversations: readonly AnalyticsConversation[]
  readonly cursor?: string
}

/** Queries that run by themselves: their state is asked for until it is `FULFILLED`, then their results are read with a cursor. */
export class DetailJobs {
  readonly #jobs = new Map<string, Job>()
  /** How often a new job is said to be pending, before it is fulfilled. */
  pendingAnswers = 1

  clear(): void {
    this.#jobs.clear()
    this.pendingAnswers = 1
  }

  submit(results: readonly AnalyticsConversation[], submittedAt: string): string {
    const id = randomUUID()
    this.#jobs.set(id, { results, submittedAt, pendingAnswers: this.pendingAnswers })
    return id
  }

  /** Each question brings the job one step further. */
  state(id: string): { state: string; submissionDate: string } | undefined {
    const job = this.#jobs.get(id)
    if (!job) return undefined
    const isPending = job.pendingAnswers > 0
    if (isPending) job.pendingAnswers -= 1
    return { state: isPending ? 'PENDING' : 'FULFILLED', submissionDate: job.submittedAt }
  }

  /** @returns undefined for a job that is unknown or not fulfilled. */
  page(id: string, cursor: string | null, pageSize: number): JobPage | undefined {
    const job = this.#jobs.get(id)
    if (!job || job.pendingAnswers > 0) return undefined
    const start = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString('utf8'))
    const end = start + Math.min(MOST_RESULTS_PER_PAGE, pageSize)
    const conversations = job.results.slice(start, end)
    // The last page has no cursor.
    if (end >= job.results.length) return { conversations }
    return { conversations, cursor: Buffer.from(String(end)).toString('base64url') }
  }

  remove(id: string): boolean {
    return this.#jobs.delete(id)
  }
}
