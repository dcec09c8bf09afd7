/** Panels that look the same on every dashboard. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { dataSource } from './data-source.ts'
import { thresholds } from './thresholds.ts'
import type { AlertLine } from './thresholds.ts'

/** Of Grafana's `id`s. A count of calls is `short`, a share `percentunit`. */
export type Unit = 'short' | 's' | 'percentunit' | 'bytes'

export interface PanelSpec {
  readonly title: string
  readonly description: string
  /** Columns of 24. */
  readonly span: number
  readonly unit: Unit
  /** PromQL by what its lines are called, where `{{label}}` stands for a label's value. */
  readonly queries: Readonly<Record<string, string>>
  /** The alerts on what is shown. */
  readonly alerts?: readonly AlertLine[]
}

const figureHeight = 4
const graphHeight = 8

/** One number, of now or of the time that is shown. */
export function figure({ title, description, span, unit, queries, alerts = [] }: PanelSpec): Builder<Panel> {
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(figureHeight)
    .unit(unit)
    .noValue('–')
    .thresholds(thresholds(alerts))
    .colorMode(alerts.length > 0 ? BigValueColorMode.Background : BigValueColorMode.None)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .targets(targets(queries, (query) => query.instant()))
}

/** What it was over time. */
export function graph({
  title,
  description,
  span,
  unit,
  queries,
  alerts = [],
}: PanelSpec): TimeSeriesBuilder {
  const lines = alerts.length > 0 ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off
  return new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(graphHeight)
    .unit(unit)
    .min(0)
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Never)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .thresholds(thresholds(alerts))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(lines))
    .targets(targets(queries, (query) => query.range()))
}

/** What several lines add up to. */
export function stacked(spec: PanelSpec): Builder<Panel> {
  return graph(spec).fillOpacity(40).stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
}

/** When something was down: 1, where 0 means that it works; or the other way round. */
export function timeline(
  { title, description, span, queries }: Omit<PanelSpec, 'unit' | 'alerts'>,
  { whenDown }: { whenDown: 0 | 1 },
): Builder<Panel> {
  const down = { text: 'down', color: 'red' }
  const works = { text: 'works', color: 'green' }
  const options = whenDown === 1 ? { 0: works, 1: down } : { 0: down, 1: works }
  return new TimelineBuilder()
    .title(title)
    .description(description)
    .datasource(dataSource)
    .span(span)
    .height(graphHeight)
    .showValue(VisibilityMode.Never)
    .mappings([{ type: MappingType.ValueToText, options }])
    .targets(targets(queries, (query) => query.range()))
}

function targets(
  queries: PanelSpec['queries'],
  as: (query: DataqueryBuilder) => DataqueryBuilder,
): DataqueryBuilder[] {
  return Object.entries(queries).map(([legend, expr], index) =>
    as(
      new DataqueryBuilder()
        .refId(String.fromCodePoint(65 + index))
        .datasource(dataSource)
        .expr(expr)
        .legendFormat(legend),
    ),
  )
}
