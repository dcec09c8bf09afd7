/**
 * Genesys's side of the webhook: signs and sends.
 */
import { createHmac } from 'node:crypto'

/** base64(HMAC-SHA256(secret, `${timestamp}.${body}`)) */
export function signatureOf(body: string | Uint8Array, timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('base64')
}

/** The headers of a webhook that is signed now. */
export function signedHeaders(
  body: string,
  secret: string,
  timestamp = String(Date.now()),
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-genesys-webhook-timestamp': timestamp,
    'x-genesys-webhook-signature': signatureOf(body, timestamp, secret),
  }
}

export interface WebhookAnswer {
  readonly status: number
  readonly body: { readonly eventId?: string; readonly status?: string; readonly error?: string }
}

export async function postWebhook(
  ingressUrl: string,
  body: string,
  headers: Record<string, string>,
): Promise<WebhookAnswer> {
  const response = await fetch(`${ingressUrl}/webhook/call-ended`, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as WebhookAnswer['body'] }
}
