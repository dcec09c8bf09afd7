/**
 * How Calltrail is, as a page: it needs no JavaScript, fetches nothing, and loads itself anew.
 */
import type { Health } from '../health/take-health.ts'
import { timeText } from '../table.ts'
import { healthLines, stageColumns } from '../verbs/health/health-text.ts'
import type { HealthLine } from '../verbs/health/health-text.ts'

const reloadSeconds = 10

/**
 * @param health undefined while Kafka does not answer
 * @param lookedAt when Kafka last did, epoch milliseconds
 */
export function healthPage(health: Health | undefined, lookedAt: number): string {
  const body = health ? healthBody(health) : awayBody(lookedAt)
  const mark = health && health.alerts.length === 0 ? '✓' : '✗'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="${reloadSeconds}">
<meta name="viewport" content="width=device-width">
<title>${mark} Calltrail health</title>
<style>${style}</style>
</head>
<body>
<h1>Calltrail health</h1>
${body}
</body>
</html>
`
}

function awayBody(lookedAt: number): string {
  return alertList([`Kafka does not answer. It was last seen at ${timeText(lookedAt)}.`])
}

function healthBody({ at, report, stages, alerts }: Health): string {
  const status =
    alerts.length === 0 ? '<p class="fine">No alert.</p>' : alertList(alerts.map(({ message }) => message))
  const columns = stageColumns(at)
  const heads = columns.map(({ title, align }) => cell('th', title, align)).join('')
  const rows = stages.map(
    (stage) => `<tr>${columns.map(({ cell: text, align }) => cell('td', text(stage), align)).join('')}</tr>`,
  )
  return `${status}
<h2>Calls of the last hour</h2>
<table>${healthLines(report, at).map(lineRow).join('')}</table>
<h2>Stages</h2>
<table><tr>${heads}</tr>${rows.join('')}</table>
<p class="note">Seen at ${timeText(at)}. In brackets: how long the oldest one waits.</p>`
}

function lineRow({ name, figure, note }: HealthLine): string {
  return `<tr>${cell('th', name)}${cell('td', figure, 'right')}${cell('td', note)}</tr>`
}

function alertList(messages: readonly string[]): string {
  return `<ul class="alert">${messages.map((message) => `<li>${escaped(message)}</li>`).join('')}</ul>`
}

function cell(tag: 'td' | 'th', text: string | number, align?: 'left' | 'right'): string {
  return `<${tag}${align === 'right' ? ' class="right"' : ''}>${escaped(String(text))}</${tag}>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .25rem 1.25rem .25rem 0; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
th { font-weight: 600; } .right { text-align: right; }
.fine, .alert { padding: .6rem 1rem; border-radius: .4rem; color: #fff; font-weight: 600; }
.fine { background: #1b7a3d; } .alert { background: #b3261e; list-style: none; }
.note { color: #888; }
`
