/** What all dashboards have: where their numbers come from, how to get to the others, a refresh. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dashboard, Panel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dataSource } from './data-source.ts'

const tag = 'calltrail'

/** Panels below a heading. */
export interface Row {
  readonly heading: string
  readonly panels: readonly Builder<Panel>[]
}

export interface DashboardSpec {
  /** Also its address in Grafana, behind `calltrail-`, and the name of its file. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly variables?: readonly Builder<VariableModel>[]
  readonly rows: readonly Row[]
}

export function dashboard({ name, title, description, variables = [], rows }: DashboardSpec): Dashboard {
  const builder = new DashboardBuilder(`Calltrail: ${title}`)
    .uid(`calltrail-${name}`)
    .description(description)
    .tags([tag])
    .readonly()
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .link(linkToAll())
    .annotation(firingAlerts())
    .withVariable(new DatasourceVariableBuilder('DS').label('Prometheus').type('prometheus'))
  for (const variable of variables) builder.withVariable(variable)
  for (const { heading, panels } of rows) {
    builder.withRow(new RowBuilder(heading))
    for (const panel of panels) builder.withPanel(panel)
  }
  return numbered(builder.build())
}

/** Grafana tells panels apart by their number. */
function numbered(built: Dashboard): Dashboard {
  return { ...built, panels: (built.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) }
}

/** In every graph it is seen when which alert fired. */
function firingAlerts(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(dataSource)
    .enable(true)
    .iconColor('red')
    .expr('max by (alertname, severity) (ALERTS{alertname=~"Calltrail.*", alertstate="firing"})')
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}')
    .step('30s')
}

function linkToAll(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Calltrail')
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true)
}
