import { refusals } from '@calltrail/ingress/refusals'
import { stages } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { pages } from './files.ts'
import { alerts, expectations, recordings, thresholdOf } from './rules.ts'

const runbooks = pages('docs/runbooks/*.md')
const headings = ['What it means', 'How to see it', 'What to do', 'How to know that it is over']

describe.each(alerts)('the alert $alert, $labels.severity', ({ alert, labels, annotations }) => {
  const tested = expectations.filter(({ alertname }) => alertname === alert)
  const fires = tested.map(({ exp_alerts }) =>
    exp_alerts.some(({ exp_labels }) => exp_labels.severity === labels.severity),
  )

  it('has a case where it fires, and one where it stays quiet', () => {
    expect(new Set(fires)).toEqual(new Set([true, false]))
  })

  it('wakes somebody, or waits until the morning', () => {
    expect(labels.severity).toMatch(/^(page|ticket)$/)
  })

  it('says in a sentence what is the matter, and with figures what it sees', () => {
    expect(annotations.summary).toMatch(/^\S.{15,100}[^.]$/)
    expect(annotations.description).toMatch(/^\S.{30,}\.$/)
  })

  it('leads to a runbook with its four parts', () => {
    const runbook = runbooks.find(({ path }) => path === annotations.runbook)
    expect(annotations.runbook).toBe(`docs/runbooks/${alert}.md`)
    expect(runbook?.text.split('\n')[0]).toBe(`# ${alert}`)
    expect(runbook?.text.match(/^## .*/gm)).toEqual(headings.map((heading) => `## ${heading}`))
  })
})

it('the refusals that wake somebody are those that the ingress tells of', () => {
  const { expr } = alerts.find(({ alert }) => alert === 'CalltrailWebhooksRefused')!
  const reasons = [...expr.matchAll(/calltrail_refused_events_total\{reason=~"([^"]+)"/g)]
  expect(reasons).toHaveLength(2)
  for (const [, pattern] of reasons) {
    const named = refusals.filter((reason) => new RegExp(`^(?:${pattern})$`).test(reason))
    expect(named).toEqual([
      'signature wrong',
      'timestamp outside the window',
      'secret wrong',
      'too-many-events',
      'internal-error',
      'temporarily-unavailable',
    ])
  }
})

it('no alert stands twice with one severity, and none records under another’s name', () => {
  const names = [
    ...alerts.map(({ alert, labels }) => `${alert} ${labels.severity}`),
    ...recordings.map(({ record }) => record),
  ]
  expect(names).toEqual([...new Set(names)])
})

it('every runbook is some alert’s', () => {
  const named = new Set<string>(alerts.map(({ annotations }) => annotations.runbook))
  expect(runbooks.map(({ path }) => path).filter((path) => !named.has(path))).toEqual([])
})

it('no test expects anything of an alert that there is not', () => {
  const known = new Set(alerts.map(({ alert }) => alert))
  expect(expectations.map(({ alertname }) => alertname).filter((name) => !known.has(name))).toEqual([])
})

it('the list of alerts has each of them', () => {
  const [page] = pages('docs/observability.md')
  const listed = page!.text.matchAll(/^\| \[(\w+)\]\(runbooks\/\1\.md\)/gm)
  expect([...listed].map(([, name]) => name!).toSorted()).toEqual(
    [...new Set(alerts.map(({ alert }) => alert))].toSorted(),
  )
})

it('every topic that a stage reads has an alert on its lag', () => {
  const watched = alerts
    .filter(({ expr }) => expr.includes('calltrail_consumer_lag_seconds'))
    .flatMap(({ expr }) => [...expr.matchAll(/topic=~"([^"]+)"/g)].map(([, topics]) => topics!))
  const read = stages.flatMap(({ input, retryTiers, followUpTiers }) => [
    input.name,
    ...retryTiers,
    ...followUpTiers,
  ])
  expect(read.filter((topic) => !watched.some((topics) => new RegExp(`^(${topics})$`).test(topic)))).toEqual(
    [],
  )
})

it('a threshold is that of the alert with the severity', () => {
  expect(thresholdOf('CalltrailConsumerLag', 'ticket')).toBeLessThan(
    thresholdOf('CalltrailConsumerLag', 'page'),
  )
  expect(() => thresholdOf('CalltrailConsumerLag', 'nobody' as 'page')).toThrow(RangeError)
})
