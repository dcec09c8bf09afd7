import { describe, expect, it } from 'vitest'
import { firstThreshold, metricUses } from './promql.ts'

describe('the metrics that an expression uses', () => {
  it('come with the labels they are matched, grouped and joined by', () => {
    const expr = 'up{job="calltrail"} == 0 and on (service) sum by (door) (rate(a:b_total{x=~"y"}[5m])) > 1'
    expect(metricUses(expr)).toEqual([
      { metric: 'up', labels: ['job', 'service'] },
      { metric: 'a:b_total', labels: ['x', 'door', 'service'] },
    ])
  })

  it('are found within functions, and no function is taken for one', () => {
    const expr = 'histogram_quantile(0.95, sum by (le) (rate(seconds_bucket[10m]))) or absent(up{job="x"})'
    expect(metricUses(expr)).toEqual([
      { metric: 'seconds_bucket', labels: ['le'] },
      { metric: 'up', labels: ['job'] },
    ])
  })

  it('are not guessed of what is no PromQL', () => {
    expect(() => metricUses('sum(rate(a[5m])')).toThrow(SyntaxError)
  })
})

describe('the threshold of an alert', () => {
  it.each([
    ['max by (topic) (lag) > 60', 60],
    ['used / limit >= 0.95 and sum(used) > 7', 0.95],
    ['ratio_rate1h > 14.4 * 0.005 and ratio_rate5m > 1', 14.4 * 0.005],
    ['max(up) == 0', 0],
  ])('of %s is %d', (expr, threshold) => {
    expect(firstThreshold(expr)).toBe(threshold)
  })

  it('is asked for in vain where nothing is compared with a number', () => {
    expect(() => firstThreshold('a > b')).toThrow(RangeError)
  })
})
