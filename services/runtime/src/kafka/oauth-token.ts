/**
 * The token that a client logs in to Kafka with (SASL OAUTHBEARER): from the identity provider, kept for as long as it is good.
 */
import kafkajs from 'kafkajs'
import type { KafkaJSError, OauthbearerProviderResponse } from 'kafkajs'
import { z } from 'zod'
import { PipelineError } from '../errors.ts'
import { exchange } from '../http/exchange.ts'
import type { ApiResponse } from '../http/exchange.ts'
import { tokenRequest } from '../http/token-request.ts'
import type { ClientCredentials } from '../http/token-request.ts'
import { openOnce } from '../open-once.ts'

const timeoutMs = 10_000
/** A broker that is about to be logged in to, or a clock that differs, must not find the token expired. */
const marginMs = 30_000
/** Of a token whose life is not told. Servers that leave it out mean an hour, by custom. */
const assumedLifeSeconds = 300

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() })
/**
 * An answer about the client, and not of a gateway on the way.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
const refusing = new Set([400, 401, 403])
const passing = new Set(['temporarily_unavailable', 'server_error'])
const refusalAnswer = z.object({ error: z.string(), error_description: z.string().optional() })

interface Token {
  readonly value: string
  /** Epoch milliseconds; another one is asked for from then on. */
  readonly usedUntil: number
}

/** What kafkajs asks before each login; our patch of it tells which token Kafka has refused, and that is not handed out again. */
export interface KafkaTokens {
  (): Promise<OauthbearerProviderResponse>
  refused(value: string): void
}

/**
 * The connections of a client share a token, and the request for the next one.
 * @throws {PipelineError} KAFKA_LOGIN_REFUSED, from what is returned, when the identity provider refuses; what may pass is an error that
 * kafkajs tries again after
 */
export function kafkaTokens(credentials: ClientCredentials, now: () => number = Date.now): KafkaTokens {
  let token: Token | undefined
  let fetching = openOnce(fetchToken)

  async function fetchToken(): Promise<Token> {
    return tokenIn(await answerOf(credentials, now()), now())
  }

  async function give(): Promise<OauthbearerProviderResponse> {
    if (!token || now() >= token.usedUntil) {
      const fetched = fetching
      token = await fetched()
      // Only who waited for this one makes room for the next.
      if (fetching === fetched) fetching = openOnce(fetchToken)
    }
    return { value: token.value }
  }

  function refused(value: string): void {
    // Another connection may have the next one already.
    if (token?.value === value) token = undefined
  }

  return Object.assign(give, { refused })
}

async function answerOf(credentials: ClientCredentials, now: number): Promise<ApiResponse> {
  const { headers, body } = await tokenRequest(credentials, now)
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    return await exchange(credentials.tokenUrl, { method: 'POST', headers, body, signal })
  } catch (cause) {
    throw mayPass(`the identity provider (KAFKA_OAUTH_TOKEN_URL) did not answer (${String(cause)})`)
  }
}

function tokenIn({ status, body }: ApiResponse, now: number): Token {
  const answer = tokenAnswer.safeParse(body)
  if (status === 200 && answer.success) {
    const { access_token: value, expires_in: lifeSeconds = assumedLifeSeconds } = answer.data
    const lifeMs = lifeSeconds * 1_000
    return { value, usedUntil: now + Math.max(lifeMs - marginMs, lifeMs / 2) }
  }
  const refusal = refusalAnswer.safeParse(body).data
  const words = refusal ? [refusal.error, refusal.error_description].filter(Boolean).join(': ') : ''
  const noToken = `the identity provider (KAFKA_OAUTH_TOKEN_URL) issues no token for Kafka: it answered ${status}${words && ` (${words})`}`
  if (!refusal || !refusing.has(status) || passing.has(refusal.error)) throw mayPass(noToken)
  throw new PipelineError(
    'KAFKA_LOGIN_REFUSED',
    `${noToken}. ` +
      'Check KAFKA_OAUTH_TOKEN_URL, KAFKA_OAUTH_CLIENT_ID, KAFKA_OAUTH_CLIENT_SECRET and KAFKA_OAUTH_SCOPE.',
  )
}

/** Without a cause: of an error that has one, kafkajs looks there whether it may be tried again. */
function mayPass(message: string): KafkaJSError {
  return new kafkajs.KafkaJSError(message, { retriable: true })
}
