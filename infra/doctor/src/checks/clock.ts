import { request } from 'undici'
import type { Check } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'

/** Beyond it something else than the way there takes time. */
const toleratedMs = 30_000
/** Beyond it webhooks are refused, unless WEBHOOK_TOLERANCE_SECONDS says something else; signed logins are before. */
const hopelessMs = 300_000
const timeoutMs = 10_000

/** Compares this machine's clock with the `Date` of a vendor's answer, which has whole seconds. */
export function clockCheck<Patient extends { readonly now: () => number }>(
  addressOf: (patient: Patient) => string,
): Check<Patient> {
  return {
    title: 'clock',
    async run(patient) {
      const { now } = patient
      const date = await dateHeader(addressOf(patient)).catch(() => undefined)
      if (date === undefined)
        return [degraded('The other side does not tell its time.', 'See whether it can be reached at all.')]
      const skewMs = now() - date
      const seconds = Math.round(Math.abs(skewMs) / 1_000)
      if (Math.abs(skewMs) <= toleratedMs)
        return [fine(`This machine’s clock is right to within ${seconds + 1} s.`)]
      const what = `This machine’s clock is ${seconds} s ${skewMs > 0 ? 'ahead' : 'behind'}`
      const remedy = 'Set up time synchronisation (NTP) on every machine that runs Calltrail.'
      return Math.abs(skewMs) > hopelessMs
        ? [broken(`${what}: webhooks are refused, and so are signed logins.`, remedy)]
        : [degraded(`${what}: after a minute or two signed logins are refused, after five webhooks.`, remedy)]
    },
  }
}

async function dateHeader(url: string): Promise<number | undefined> {
  const { headers, body } = await request(url, { signal: AbortSignal.timeout(timeoutMs) })
  await body.dump()
  const { date } = headers
  const time = typeof date === 'string' ? Date.parse(date) : NaN
  return Number.isNaN(time) ? undefined : time
}
