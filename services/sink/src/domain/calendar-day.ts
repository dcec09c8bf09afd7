/** The day, YYYY-MM-DD, that `time` (epoch milliseconds) falls on in a time zone such as Europe/Berlin. */
export function dayIn(timeZone: string, time: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
  return `${part['year']!.padStart(4, '0')}-${part['month']}-${part['day']}`
}

/** Epoch milliseconds as ISO-8601 in UTC, without a fraction when it is a whole second. */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}
