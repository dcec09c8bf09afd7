import { expect, test } from 'vitest'
import { parseIsoInstant, parseWebhookTimestamp } from './timestamp.ts'

const noon = Date.UTC(2026, 2, 14, 12)

test.each([
  '2026-03-14T12:00:00Z',
  '2026-03-14T12:00:00.000Z',
  '2026-03-14T13:00:00+01:00',
  '2026-03-14T07:00:00-0500',
])('%s is an instant', (text) => expect(parseIsoInstant(text)).toBe(noon))

test.each([
  '2026-03-14T12:00:00',
  '2026-03-14',
  '2026-02-30T12:00:00Z',
  '14.3.2026',
  'noon',
  '',
  '1773489600',
])('%j is no ISO-8601 instant with a zone', (text) => expect(parseIsoInstant(text)).toBeUndefined())

test.each([String(noon / 1_000), String(noon), '2026-03-14T12:00:00Z'])(
  'a webhook may give its time as %s',
  (text) => expect(parseWebhookTimestamp(text)).toBe(noon),
)

test.each(['', ' ', '-1', '1e9', '1773489600.5', '177348960000000', 'NaN', '0x10'])(
  'a webhook may not give its time as %j',
  (text) => expect(parseWebhookTimestamp(text)).toBeUndefined(),
)
