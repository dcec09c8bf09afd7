/**
 * How many API calls there are left, and whether Calltrail may make another: of the org's allocation, which everybody in the org
 * shares and Salesforce counts, and of Calltrail's own daily budget, which this process counts.
 */
import { PipelineError } from '../../errors.ts'
import type { ApiResponse } from '../../http/exchange.ts'
import { readLimitInfo } from './limit-info.ts'
import type { LimitInfo, Usage } from './limit-info.ts'
import { RollingCount } from './rolling-count.ts'

export interface AllowanceSettings {
  /** A number, or a share of the org's allocation such as `10%`; null for no limit. */
  readonly dailyCalls: string | null
  /** Left to others: a number, or a share of the org's allocation. */
  readonly reserveCalls: string
  /** Before the org is asked whether its allocation has refilled. */
  readonly pauseMs: number
}

const dayMs = 86_400_000
const slotsOfDay = 288

/** A call that is under way. Exactly one of its methods is called, once. */
export interface CallUnderWay {
  answered(headers: ApiResponse['headers']): void
  unanswered(): void
}

interface Reading extends LimitInfo {
  readonly org: Usage
  /** Which call it came with. */
  readonly call: number
}

export class Allowance {
  readonly #settings: AllowanceSettings
  readonly #now: () => number
  readonly #spent = new RollingCount(dayMs, slotsOfDay)
  #calls = 0
  #underWay = 0
  #reading: Reading | undefined
  /** The latest moment at which the org was asked, or was to be asked. */
  #askedAt = -Infinity

  constructor(settings: AllowanceSettings, now: () => number = Date.now) {
    this.#settings = settings
    this.#now = now
  }

  /** What the org has used of its allocation, as Salesforce said last; undefined before its first word. */
  get org(): Usage | undefined {
    return this.#reading?.org
  }

  /**
   * To be called before each call, which must not be made when this throws.
   * @throws {PipelineError} SALESFORCE_API_BUDGET_SPENT
   */
  begin(): CallUnderWay {
    const now = this.#now()
    this.#assertOwnBudget(now)
    this.#assertOrgBudget(now)
    this.#spent.add(now)
    this.#underWay += 1
    this.#calls += 1
    const call = this.#calls
    return {
      answered: (headers) => this.#answered(call, headers),
      unanswered: () => this.#unanswered(),
    }
  }

  /** How many more Calltrail may make today; infinite while no limit is known. */
  leftCalls(): number {
    const budget = this.#ownBudget()
    const { org, app } = this.#reading ?? {}
    const left = Math.min(
      budget === undefined ? Infinity : budget - this.#spent.total(this.#now()),
      org ? org.limit - this.#reserve(org) - org.used : Infinity,
      app ? app.limit - app.used : Infinity,
    )
    return Math.max(0, left)
  }

  #ownBudget(): number | undefined {
    const { dailyCalls } = this.#settings
    return dailyCalls === null ? undefined : amountOf(dailyCalls, this.#reading?.org.limit)
  }

  #reserve({ limit }: Usage): number {
    return amountOf(this.#settings.reserveCalls, limit) ?? 0
  }

  #assertOwnBudget(now: number): void {
    const budget = this.#ownBudget()
    if (budget === undefined) return
    const retryAfterMs = this.#spent.msUntilBelow(budget, now)
    if (retryAfterMs > 0)
      throw spent('Calltrail’s own daily API calls are spent (SALESFORCE_DAILY_CALLS)', retryAfterMs)
  }

  #assertOrgBudget(now: number): void {
    const { org, app } = this.#reading ?? {}
    if (!org) return
    const isOrgSpent = org.used + this.#underWay >= org.limit - this.#reserve(org)
    const isAppSpent = app !== undefined && app.used + this.#underWay >= app.limit
    if (!isOrgSpent && !isAppSpent) return
    // What was read may be old: others stop, too, and the allocation refills. One call in a pause finds out.
    const pauseLeftMs = this.#askedAt + this.#settings.pauseMs - now
    if (pauseLeftMs <= 0) {
      this.#askedAt = now
      return
    }
    const whose = isOrgSpent
      ? 'The org’s daily API calls are used up to the reserve (SALESFORCE_RESERVE_CALLS)'
      : 'The daily API calls that the org grants this app are used up'
    throw spent(whose, pauseLeftMs)
  }

  #answered(call: number, headers: ApiResponse['headers']): void {
    this.#underWay -= 1
    const { org, app } = readLimitInfo(headers['sforce-limit-info'])
    if (!org || org.limit === 0) return
    const known = this.#reading
    // Answers overtake each other.
    if (known && call < known.call && org.used <= known.org.used) return
    this.#reading = { org, ...(app && { app }), call: Math.max(call, known?.call ?? 0) }
    this.#askedAt = this.#now()
  }

  /** Salesforce may have counted it. */
  #unanswered(): void {
    this.#underWay -= 1
    if (!this.#reading) return
    const { org } = this.#reading
    this.#reading = { ...this.#reading, org: { ...org, used: org.used + 1 } }
  }
}

/** @param limit of which a share is a share; without it a share is unknown */
function amountOf(amount: string, limit: number | undefined): number | undefined {
  if (!amount.endsWith('%')) return Number(amount)
  return limit === undefined ? undefined : Math.ceil((limit * Number.parseInt(amount, 10)) / 100)
}

function spent(message: string, retryAfterMs: number): PipelineError {
  return new PipelineError('SALESFORCE_API_BUDGET_SPENT', message, { retryAfterMs, wasNotAsked: true })
}
