import { expect, it } from 'vitest'
import { CallBooks } from '../domain/call-books.ts'
import { DeadLetterCensus } from '../domain/dead-letter-census.ts'
import { healthBy } from '../health/take-health.ts'
import { healthPage } from './health-page.ts'

const now = Date.parse('2026-03-14T12:00:00Z')
const deadLetters = new DeadLetterCensus().counts()
const span = { from: now - 3_600_000, to: now }

function pageWith(processes: number, skipReason = 'TOO_SHORT'): string {
  const books = new CallBooks()
  books.accepted('a', now - 60_000)
  books.logged('a', { result: 'SKIPPED', skipReason, receivedAt: 0, loggedAt: 0 })
  const running = new Map([
    ['enricher', processes],
    ['sink', processes],
  ] as const)
  return healthPage(healthBy({ at: now, queues: [], processes: running, deadLetters }, books, span), now)
}

it('shows the report and the stages, and that there is no alert', () => {
  const page = pageWith(1)
  expect(page).toContain('<title>✓ Calltrail health</title>')
  expect(page).toContain('No alert.')
  expect(page).toContain('<th>Total calls</th><td class="right">1</td>')
  expect(page).toContain('on purpose: 1 TOO_SHORT')
  expect(page).toContain('<td>sink</td>')
})

it('shows what is wrong, in the title too', () => {
  const page = pageWith(0)
  expect(page).toContain('<title>✗ Calltrail health</title>')
  expect(page).toContain('<li>No process of the sink is running.</li>')
})

it('says that Kafka is away, instead of what was so before', () => {
  const page = healthPage(undefined, now)
  expect(page).toContain('Kafka does not answer. It was last seen at 2026-03-14 12:00:00Z.')
  expect(page).not.toContain('Total calls')
})

it('loads itself anew, needs no JavaScript, and fetches nothing', () => {
  const page = pageWith(1)
  expect(page).toMatch(/<meta http-equiv="refresh" content="\d+">/)
  expect(page).not.toMatch(/<script|src=|href=|url\(/)
})

it('text from Kafka cannot become markup', () => {
  expect(pageWith(1, '<b>"&')).toContain('1 &lt;b&gt;&quot;&amp;')
})
