/**
 * Alerts, dashboards and pages name nothing that nobody emits.
 */
import { describe, expect, it } from 'vitest'
import { dashboards } from './dashboards/index.ts'
import { queriesOf } from './dashboards/queries-of.ts'
import { pages } from './files.ts'
import { isKnown, unknownIn } from './known-metrics.ts'
import { alerts, recordings } from './rules.ts'

describe('what nobody emits is found:', () => {
  it.each([
    ['a metric', 'rate(calltrail_logged_total[5m])', ['calltrail_logged_total']],
    ['a counter without its ending', 'calltrail_logged_calls', ['calltrail_logged_calls']],
    [
      'a histogram without its parts',
      'calltrail_webhook_to_logged_seconds',
      ['calltrail_webhook_to_logged_seconds'],
    ],
    ['a label to choose by', 'calltrail_spool_events{door="x"}', ['door of calltrail_spool_events']],
    ['a label to group by', 'sum by (tier) (calltrail_spool_events)', ['tier of calltrail_spool_events']],
    ['le, but of a bucket', 'sum by (le) (calltrail_spool_events)', ['le of calltrail_spool_events']],
    [
      'a label of what was recorded without any',
      'calltrail:failed_calls:ratio_rate1h{stage="sink"}',
      ['stage of calltrail:failed_calls:ratio_rate1h'],
    ],
  ])('%s', (_, expr, unknown) => {
    expect(unknownIn(expr)).toEqual(unknown)
  })

  it('and what is emitted passes, by the name that Prometheus reads it by', () => {
    const expr =
      'sum by (le, error_type) (rate(messaging_process_duration_bucket{messaging_destination_name="x", service="sink"}[5m]))'
    expect(unknownIn(expr)).toEqual([])
  })
})

describe('rules', () => {
  it.each([...alerts, ...recordings].map(({ expr, ...rule }) => ({ name: Object.values(rule)[0], expr })))(
    '$name',
    ({ expr }) => {
      expect(unknownIn(expr)).toEqual([])
    },
  )
})

describe('dashboards', () => {
  const queries = dashboards.flatMap((dashboard) =>
    queriesOf(dashboard).map((query) => ({ ...query, dashboard: dashboard.title })),
  )

  it.each(queries)('$dashboard, $panel, $legend', ({ expr }) => {
    expect(unknownIn(expr)).toEqual([])
  })
})

describe('pages', () => {
  const metric = /\b(?:calltrail|messaging|http_server|nodejs|v8js|otel_sdk)[_:][a-z0-9_:]*[a-z0-9]/g
  const texts = pages('{README.md,docs/**/*.md,infra/**/*.md}')

  it('name no metric that nobody emits', () => {
    const findings = texts.flatMap(({ path, text }) =>
      (text.match(metric) ?? []).filter((name) => !isKnown(name)).map((name) => `${path}: ${name}`),
    )
    expect(findings).toEqual([])
  })

  const examples = texts.flatMap(({ path, text }) =>
    [...text.matchAll(/^ *```promql\n([\s\S]*?)^ *```/gm)].flatMap(([, block]) =>
      block!
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((expr) => ({ path, expr: expr.trim() })),
    ),
  )

  it.each(examples)('$path asks Prometheus: $expr', ({ expr }) => {
    expect(unknownIn(expr)).toEqual([])
  })
})
