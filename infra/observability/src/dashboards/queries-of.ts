import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus'

export interface PanelQuery {
  readonly panel: string
  readonly legend: string
  /** PromQL, with a value for each of Grafana's variables. */
  readonly expr: string
}

/** Everything that a dashboard asks Prometheus for. */
export function queriesOf({ panels = [], annotations }: Dashboard): PanelQuery[] {
  const ofPanels = panels.filter(isPanel).flatMap(({ title, targets = [] }) =>
    targets.map((target) => {
      const { expr, legendFormat } = target as Dataquery
      return { panel: title!, legend: legendFormat!, expr: withoutVariables(expr) }
    }),
  )
  const ofAnnotations = (annotations?.list ?? []).map(({ name, expr, titleFormat }) => ({
    panel: name,
    legend: titleFormat!,
    expr: withoutVariables(expr!),
  }))
  return [...ofPanels, ...ofAnnotations]
}

/** All but the headings of rows. */
export function isPanel(panel: { readonly type?: string }): panel is Panel {
  return panel.type !== 'row'
}

function withoutVariables(expr: string): string {
  return expr.replaceAll(/\$__\w+/g, '5m').replaceAll('$service', 'sink')
}
