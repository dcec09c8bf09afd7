import { readFileSync } from 'node:fs'
import type { GridPos } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus'
import { describe, expect, it } from 'vitest'
import { ownFiles } from '../files.ts'
import { metricUses } from '../promql.ts'
import { dashboardFiles, dashboards } from './index.ts'
import { isPanel, queriesOf } from './queries-of.ts'

it.each(dashboardFiles())('$path is what `npm run generate` writes', ({ path, text }) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})

it('no other dashboard lies about', () => {
  expect(ownFiles('dashboards/*')).toEqual(
    dashboardFiles()
      .map(({ path }) => path)
      .toSorted(),
  )
})

describe.each(dashboards)('the dashboard $title', (dashboard) => {
  const all = dashboard.panels ?? []
  const panels = all.filter(isPanel)

  it('has a title and an explanation for every panel', () => {
    for (const { title, description } of panels) {
      expect(title).toMatch(/^\S.{2,50}[^.]$/)
      expect(description).toMatch(/^\S.{15,}\.$/)
    }
  })

  it('has panels with numbers of their own', () => {
    const ids = all.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)])
  })

  it('fills the page without gaps and overlaps', () => {
    const cells = all.flatMap(({ gridPos }) => cellsOf(gridPos!))
    const bottom = Math.max(...all.map(({ gridPos }) => gridPos!.y + gridPos!.h))
    expect(new Set(cells).size).toBe(cells.length)
    expect(cells).toHaveLength(24 * bottom)
  })

  it('asks the chosen Prometheus', () => {
    const asked = panels.flatMap(({ datasource, targets = [] }) => [
      datasource,
      ...targets.map((target) => (target as Dataquery).datasource),
    ])
    expect(new Set(asked.map((source) => source?.uid))).toEqual(new Set(['${DS}']))
  })

  it.each(queriesOf(dashboard))(
    '$panel: its lines are told apart by labels they have: $legend',
    ({ legend, expr }) => {
      const labels = new Set(metricUses(expr).flatMap((use) => use.labels))
      const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!)
      expect(shown.filter((label) => !labels.has(label))).toEqual([])
    },
  )
})

function cellsOf({ x, y, w, h }: GridPos): string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
}
