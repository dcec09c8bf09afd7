/** One HTTP request and its whole answer. */
import { request } from 'undici'

export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON, or the text when it is none; undefined when there is nothing. */
  readonly body: unknown
}

/** Follows no redirect, and retries nothing. */
export async function exchange(
  url: string,
  options: NonNullable<Parameters<typeof request>[1]>,
): Promise<ApiResponse> {
  const { statusCode, headers, body } = await request(url, options)
  return { status: statusCode, headers, body: parsed(await body.text()) }
}

/** What `Retry-After` asks for, in seconds or as a date; undefined when it asks for nothing. */
export function retryAfterMs({ headers }: Pick<ApiResponse, 'headers'>, now: number): number | undefined {
  const asked = headers['retry-after']
  if (typeof asked !== 'string' || asked.trim() === '') return undefined
  const seconds = Number(asked)
  const ms = Number.isNaN(seconds) ? Date.parse(asked) - now : seconds * 1_000
  return ms > 0 ? ms : undefined
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
