import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { ownPath } from '../files.ts'
import { deadLetters } from './dead-letters.ts'
import { oneService } from './one-service.ts'
import { overview } from './overview.ts'
import { salesforceBudget } from './salesforce-budget.ts'

export const dashboards: readonly Dashboard[] = [overview, oneService, deadLetters, salesforceBudget]

export interface DashboardFile {
  readonly path: string
  readonly text: string
}

/** What `npm run generate` writes. */
export function dashboardFiles(): DashboardFile[] {
  return dashboards.map((dashboard) => ({
    path: ownPath(`dashboards/${dashboard.uid}.json`),
    text: `${JSON.stringify(dashboard, null, 2)}\n`,
  }))
}
