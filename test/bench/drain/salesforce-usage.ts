import { controlSimulator } from '@calltrail/simulators'
import type { SeenRequest } from '@calltrail/simulators'

/** What a simulated org was asked. */
export interface SalesforceUsage {
  /** API calls, as Salesforce counts them: requests of whatever size; those for tokens are none. */
  readonly calls: number
  /** Records and queries that they carried; undefined when there were more requests than the simulator remembers. */
  readonly contents: number | undefined
}

/** Since the simulator was started. */
export async function salesforceUsage(url: string): Promise<SalesforceUsage> {
  const seen = (await controlSimulator(url).control('GET', '/requests')) as {
    readonly apiRequestsUsed: number
    readonly total: number
    readonly latest: readonly SeenRequest[]
  }
  const contents = seen.latest.reduce((sum, { records }) => sum + records, 0)
  return { calls: seen.apiRequestsUsed, contents: seen.total > seen.latest.length ? undefined : contents }
}
