import { dashboards } from './dashboards/index.ts'
import { queriesOf } from './dashboards/queries-of.ts'

export { ownFiles as observabilityPaths, ownPath as observabilityPath } from './files.ts'

/** All that the dashboards ask Prometheus for, with a value for each of Grafana's variables. */
export function dashboardQueries(): string[] {
  return [...new Set(dashboards.flatMap((dashboard) => queriesOf(dashboard).map(({ expr }) => expr)))]
}
