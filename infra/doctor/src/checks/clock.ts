import { request } from 'undici'
import type { Check } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'

/** A signed login is refused beyond its minutes, and so are webhooks whose timestamp is too far away. */
const toleratedMs = 30_000
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
      const direction = skewMs > 0 ? 'ahead' : 'behind'
      return [
        broken(
          `This machine’s clock is ${seconds} s ${direction}: signed logins and webhooks are refused.`,
          'Set up time synchronisation (NTP) on every machine that runs Calltrail.',
        ),
      ]
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
