/** The lines and colours of a panel: those of the alerts on what it shows. */
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Threshold } from '@grafana/grafana-foundation-sdk/dashboard'
import { thresholdOf } from '../rules.ts'
import type { Severity } from '../rules.ts'

/** An alert's name and how severe it is there. */
export type AlertLine = readonly [alert: string, severity: Severity]

const colours: Readonly<Record<Severity, string>> = { ticket: 'orange', page: 'red' }

/** Green, but for what alerts: orange from where on a ticket is opened, red from where on somebody is paged. */
export function thresholds(alerts: readonly AlertLine[]): ThresholdsConfigBuilder {
  const steps = alerts
    .map(([alert, severity]): Threshold => ({
      value: thresholdOf(alert, severity),
      color: colours[severity],
    }))
    .toSorted((a, b) => a.value! - b.value!)
  const base: Threshold = { value: null, color: 'green' }
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([base, ...steps])
}
