const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const age = /^(\d{1,6})([smhd])$/
const dateAndTime = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/

/**
 * The moment that `30m`, `2h`, `7d` ago was, or that an ISO date names, in epoch milliseconds; undefined when the text is neither. A
 * time without a zone is UTC, as everything that this command prints.
 * @param now epoch milliseconds
 */
export function momentOf(text: string, now: number): number | undefined {
  const [, count, unit] = age.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * unitMs[unit as keyof typeof unitMs]
  const [, date, time = '00:00', zone = 'Z'] = dateAndTime.exec(text) ?? []
  if (date === undefined || !isDate(date)) return undefined
  const moment = Date.parse(`${date}T${time}${zone}`)
  return Number.isNaN(moment) ? undefined : moment
}

/** JavaScript takes 31 February for 3 March. */
function isDate(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
}

/** An age in one unit, as people say it: `45 s`, `12 min`, `3 h`, `9 days`. */
export function ageInWords(ageMs: number): string {
  if (ageMs < unitMs.m) return `${Math.max(0, Math.floor(ageMs / unitMs.s))} s`
  if (ageMs < unitMs.h) return `${Math.floor(ageMs / unitMs.m)} min`
  if (ageMs < 2 * unitMs.d) return `${Math.floor(ageMs / unitMs.h)} h`
  return `${Math.floor(ageMs / unitMs.d)} days`
}
