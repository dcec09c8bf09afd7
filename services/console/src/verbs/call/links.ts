/**
 * Addresses for people, as far as they are known.
 */
import { traceUrlOf } from '../../domain/story-traces.ts'

export interface Links {
  readonly task: (taskId: string) => string | undefined
  readonly trace: (traceId: string) => string | undefined
}

/** Where everybody logs in; no org has its records there. */
const loginHosts = new Set(['login.salesforce.com', 'test.salesforce.com'])

export function linksBy(config: {
  readonly salesforceAppUrl: string | null
  readonly traceLink: string | null
}): Links {
  const { salesforceAppUrl, traceLink } = config
  const isOrg = salesforceAppUrl !== null && !loginHosts.has(new URL(salesforceAppUrl).hostname)
  return {
    task: (taskId) => (isOrg ? `${salesforceAppUrl}/${taskId}` : undefined),
    trace: (traceId) => traceUrlOf(traceLink, traceId),
  }
}
