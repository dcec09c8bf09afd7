/**
 * Points in time as the outside world writes them.
 */
import { z } from 'zod'

const isoDateTime = z.iso.datetime({ offset: true })
const zoneWithoutColon = /([+-]\d{2})(\d{2})$/

/** Epoch milliseconds of an ISO-8601 date and time with a zone (`Z`, `+02:00` or `+0200`); undefined for anything else. */
export function parseIsoInstant(text: string): number | undefined {
  const result = isoDateTime.safeParse(text.replace(zoneWithoutColon, '$1:$2'))
  return result.success ? Date.parse(result.data) : undefined
}

/**
 * Epoch milliseconds of a webhook's timestamp: epoch seconds, epoch milliseconds, or ISO-8601 with a zone.
 * Up to 11 digits are seconds (until the year 5138), 12 to 14 are milliseconds (since 1973).
 */
export function parseWebhookTimestamp(text: string): number | undefined {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1_000
  if (/^\d{12,14}$/.test(text)) return Number(text)
  return parseIsoInstant(text)
}

/** What an event's time is in epoch milliseconds: them, their digits, or ISO-8601 with a zone. Anything else is left as it is. */
export function parseEventTime(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (/^\d{1,16}$/.test(text)) return Number(text)
  return parseIsoInstant(text) ?? value
}
