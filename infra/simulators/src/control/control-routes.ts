import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SimulatorClock } from './clock.ts'
import { type Faults, faultSettingsSchema } from './faults.ts'
import type { RequestLog } from './request-log.ts'
import { bodyOf, CONTROL_PREFIX, isControl, queryOf } from './request.ts'

/** What the vendor's part does when it is asked over `/_control`. */
export interface ControlActions {
  /** Back to the seed: records, tokens, counters and settings. */
  reset(): void
  /** @param query the request's query string, such as `object=Task`. */
  state(query: URLSearchParams): unknown
  /** More numbers for `GET /_control/requests`. */
  requestTotals(): Record<string, number>
  /** @returns how many tokens were revoked. */
  revokeTokens(): number
}

interface ControlParts {
  readonly log: RequestLog
  readonly faults: Faults
  readonly clock: SimulatorClock
  readonly actions: ControlActions
}

const advanceSchema = z.strictObject({ advanceMs: z.int().min(0) })

/** The routes below `/_control` that all simulators have. They are no part of a vendor's API, and need no token. */
export function installControl(app: FastifyInstance, { log, faults, clock, actions }: ControlParts): void {
  app.get(`${CONTROL_PREFIX}/state`, (request) => actions.state(queryOf(request)))
  app.get(`${CONTROL_PREFIX}/requests`, () => ({ ...actions.requestTotals(), ...log.summary() }))
  app.get(`${CONTROL_PREFIX}/faults`, () => faults.list())
  app.post(`${CONTROL_PREFIX}/reset`, (_request, reply) => {
    faults.clear()
    clock.reset()
    log.clear()
    actions.reset()
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/faults`, (request, reply) => {
    faults.set(parseControl(faultSettingsSchema, bodyOf(request).json))
    return reply.send(faults.list())
  })
  app.delete(`${CONTROL_PREFIX}/faults`, (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })
  app.delete(`${CONTROL_PREFIX}/requests`, (_request, reply) => {
    log.clear()
    return reply.code(204).send()
  })
  app.post(`${CONTROL_PREFIX}/tokens/revoke`, () => ({ revoked: actions.revokeTokens() }))
  app.post(`${CONTROL_PREFIX}/clock`, (request, reply) => {
    clock.advance(parseControl(advanceSchema, bodyOf(request).json).advanceMs)
    return reply.send({ now: new Date(clock.now()).toISOString() })
  })
}

/** The value that `schema` describes. @throws ControlInputError which is answered with 400 and the problems. */
export function parseControl<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (!result.success) throw new ControlInputError(z.prettifyError(result.error))
  return result.data
}

/** What was sent to `/_control` cannot be meant. */
export class ControlInputError extends Error {
  override readonly name = 'ControlInputError'
}

/** Why this request to `/_control` is refused, or `undefined` when `error` is of another kind. */
export function controlProblem(error: Error, request: FastifyRequest): string | undefined {
  const isInputError = error instanceof ControlInputError || error instanceof SyntaxError
  return isControl(request) && isInputError ? error.message : undefined
}
