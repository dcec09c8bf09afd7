import { metricCatalogue, prometheusName } from '@calltrail/runtime'
import type { MetricName } from '@calltrail/runtime'

/** `docs/metrics.md` */
export function metricsPage(): string {
  const rows = Object.entries(metricCatalogue).map(([name, { kind, labels, doc }]) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ') || '—'
    return `| \`${prometheusName(name as MetricName)}\` | ${kind} | ${shown} | ${doc} |`
  })
  return `${[introduction, '', '| metric | kind | labels | what it tells |', '| --- | --- | --- | --- |', ...rows, '', end].join('\n')}\n`
}

const introduction = `# Metrics

Every process serves them at \`GET /metrics\` of its health port, in Prometheus's text format. Durations are in seconds. A histogram has
\`_bucket\`, \`_sum\` and \`_count\` behind its name. Conservation can be read off for each stage: what it has
consumed is the sum of what it is done with, by outcome. An event that is split is several calls, a later revision is logged once more, and a
dead letter that is replayed may be logged after all; how many calls became what is for \`calltrail health\` to say, which counts each once.`

const end = 'This page is written by `npm run generate` from the code.'
