const DAY_MS = 24 * 60 * 60 * 1_000

/** `2026-03-14T10:00:00.000+0000`: the REST API's form, always UTC. Salesforce stores whole seconds. */
export function formatDateTime(epochMs: number): string {
  const wholeSeconds = Math.floor(epochMs / 1_000) * 1_000
  return new Date(wholeSeconds).toISOString().replace('Z', '+0000')
}

export function formatDate(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10)
}

/** Epoch milliseconds of an ISO 8601 date-time with a zone (`Z`, `+0000`, `+00:00`), or `undefined`. */
export function parseDateTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/.exec(text)
  if (!parts?.[1] || !parts[2] || !parts[3] || parseDate(parts[1]) === undefined) return undefined
  const zone = parts[3].replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const epochMs = Date.parse(`${parts[1]}T${parts[2]}${zone}`)
  return Number.isNaN(epochMs) ? undefined : epochMs
}

/** Epoch milliseconds of midnight UTC of a `2026-03-14` that exists, or `undefined`. */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const epochMs = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(epochMs) || formatDate(epochMs) !== text ? undefined : epochMs
}

export function addDays(epochMs: number, days: number): number {
  return epochMs + days * DAY_MS
}
