import { setTimeout as sleep } from 'node:timers/promises'
import { PipelineError } from '@calltrail/runtime'
import type { BearerApi } from '@calltrail/runtime'
import type { z } from 'zod'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import { pageSize } from '../ports/genesys-conversations.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'
import { conversationDetails, conversationPage } from './genesys-answers.ts'

/** A page takes Genesys seconds when it is busy. */
const timeoutMs = 30_000

export interface GenesysPatience {
  /** How often one request is tried. */
  readonly attempts: number
  /** Pause after a failure that does not say how long to wait. It doubles each time. */
  readonly pauseMs: number
}

/** Eight minutes of an outage, and many a full minute of others who use up what Genesys allows. */
const defaultPatience: GenesysPatience = { attempts: 20, pauseMs: 2_000 }
const longestPauseMs = 30_000

type Request = Parameters<BearerApi['send']>[0]
type Response = Awaited<ReturnType<BearerApi['send']>>

export function genesysConversations(
  genesys: Pick<BearerApi, 'send'>,
  { attempts, pauseMs }: GenesysPatience = defaultPatience,
): GenesysConversations {
  /** Waits out rate limits and outages, which the client throws. */
  async function send(request: Request, signal: AbortSignal): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted()
      try {
        return await genesys.send(request)
      } catch (error) {
        if (!mayPass(error)) throw error
        if (attempt === attempts) throw notAnswering(error)
        const grownMs = Math.min(pauseMs * 2 ** (attempt - 1), longestPauseMs)
        await pause(error.retryAfterMs ?? grownMs, signal)
      }
    }
  }

  return {
    async page(span, pageNumber, signal) {
      const path = '/api/v2/analytics/conversations/details/query'
      const answer = await send({ method: 'POST', path, body: queryOf(span, pageNumber), timeoutMs }, signal)
      if (answer.status !== 200) throw refused(answer, 'to list conversations', permission)
      return read(conversationPage, answer.body)
    },
    async details(conversationId, signal) {
      const path = `/api/v2/conversations/${encodeURIComponent(conversationId)}`
      const answer = await send({ method: 'GET', path, timeoutMs }, signal)
      if (answer.status === 404) return undefined
      if (answer.status !== 200)
        throw refused(answer, 'to show a conversation', 'Conversation > Communication > View')
      return read(conversationDetails, answer.body)
    },
  }
}

const permission = 'Analytics > Conversation Detail > View'

function queryOf({ from, to }: TimeSpan, pageNumber: number) {
  return {
    interval: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
    order: 'asc',
    orderBy: 'conversationStart',
    paging: { pageSize, pageNumber },
    segmentFilters: [
      {
        type: 'and',
        predicates: [{ type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'voice' }],
      },
    ],
  }
}

function read<Value>(schema: z.ZodType<Value>, body: unknown): Value {
  const answer = schema.safeParse(body)
  if (answer.success) return answer.data
  const where = answer.error.issues[0]?.path.join('.') ?? ''
  throw new ConsoleError(
    exitCodes.failed,
    `Genesys Cloud answered what cannot be read, at ${where || 'its top'}.`,
  )
}

function mayPass(error: unknown): error is PipelineError {
  const { code } = error instanceof PipelineError ? error : { code: undefined }
  return code === 'GENESYS_UNAVAILABLE' || code === 'GENESYS_RATE_LIMITED'
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted())
}

function notAnswering(cause: PipelineError): ConsoleError {
  const message = `${cause.message}, again and again. The same command goes on where this one stopped.`
  return new ConsoleError(exitCodes.failed, message, { cause })
}

function refused({ status, body }: Response, what: string, needed: string): ConsoleError {
  const code = (body as { code?: unknown } | undefined)?.code
  const said = typeof code === 'string' ? `${status} (${code})` : String(status)
  const remedy = status === 403 ? `: the role of its OAuth client needs the permission ${needed}` : ''
  return new ConsoleError(exitCodes.failed, `Genesys Cloud answered ${said} when asked ${what}${remedy}.`)
}
