/** The day, YYYY-MM-DD, that `time` (epoch milliseconds) falls on in a time zone such as Europe/Berlin. */
export function dayIn(timeZone: string, time: number): string {
  const format = formatIn(timeZone)
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
  return `${part['year']!.padStart(4, '0')}-${part['month']}-${part['day']}`
}

// Made once per zone: to make one takes far longer than to use it.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  formats.set(timeZone, format)
  return format
}

/** Epoch milliseconds as ISO-8601 in UTC, without a fraction when it is a whole second. */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}
