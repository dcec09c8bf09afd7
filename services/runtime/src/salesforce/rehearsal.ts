import { z } from 'zod'
import { Allowance } from './allowance/allowance.ts'
import { compositeAnswer, read } from './answers.ts'
import type { SalesforceConfig } from './config.ts'
import type { SalesforceRecord } from './salesforce.ts'
import { openTransport } from './transport.ts'

/** A write of one record. */
export interface RehearsedStep {
  readonly method: 'POST' | 'PATCH'
  /** Below the API version's root; `@{step0.id}` stands for the id of what the first step created. */
  readonly path: string
  readonly body: SalesforceRecord
}

/** What Salesforce refuses. */
export interface Refusal {
  /** Which of the steps, from 0. */
  readonly step: number
  readonly errorCode: string
  /** The fields that Salesforce names as being at fault. */
  readonly fields: readonly string[]
}

export interface Rehearsals extends AsyncDisposable {
  /**
   * Lets Salesforce do some writes, one after the other, and take them all back: they are in one transaction with a request that fails.
   * @returns the first refusal; undefined when every step would have worked
   * @throws {PipelineError} when Salesforce cannot be asked
   */
  rehearse(steps: readonly RehearsedStep[]): Promise<Refusal | undefined>
}

/** A request that can only fail: nothing has this id. */
const lastStep = { method: 'GET', path: '/sobjects/Task/00T000000000000AAA?fields=Id' } as const

const errors = z.array(z.object({ errorCode: z.string(), fields: z.array(z.string()).nullish() })).min(1)
/** What is said of the steps that did not fail, when another one did. */
const halted = 'PROCESSING_HALTED'

/** A connection for rehearsals alone: they share no request. */
export function openRehearsals(config: SalesforceConfig): Rehearsals {
  const { salesforceBudgetPauseMs: pauseMs, salesforceTimeoutMs: timeoutMs } = config
  const root = `/services/data/${config.salesforceApiVersion}`
  const transport = openTransport(
    config,
    new Allowance({
      dailyCalls: config.salesforceDailyCalls,
      reserveCalls: config.salesforceReserveCalls,
      pauseMs,
    }),
  )
  return {
    async rehearse(steps) {
      const requests = [...steps, lastStep]
      const compositeRequest = requests.map(({ path, ...request }, index) => ({
        ...request,
        url: root + path,
        referenceId: `step${index}`,
      }))
      const response = await transport.send({
        method: 'POST',
        path: `${root}/composite`,
        body: { allOrNone: true, compositeRequest },
        timeoutMs,
      })
      const answers = read(response, compositeAnswer(requests.length), pauseMs)
      const refusals = answers.map(({ body }) => errors.safeParse(body).data?.[0])
      const step = refusals.findIndex((refusal) => refusal !== undefined && refusal.errorCode !== halted)
      if (step === -1) throw new Error('a rehearsal cannot have come to a good end: nothing was taken back')
      if (step === steps.length) return undefined
      const { errorCode, fields } = refusals[step]!
      return { step, errorCode, fields: fields ?? [] }
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  }
}
