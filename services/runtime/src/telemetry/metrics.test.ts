import { expect, it } from 'vitest'
import { counterOf, gaugeOf } from './instruments.ts'
import { openMetrics } from './metrics.ts'

it('a gauge that nothing is told of any more is not shown any more', async () => {
  await using metrics = openMetrics()
  let open: Record<string, number> = { enricher: 1, sink: 2 }
  gaugeOf(metrics.meter, 'calltrail_dead_letters_open', (tell) => {
    for (const [stage, count] of Object.entries(open)) tell(count, { stage })
  })
  expect(await metrics.text()).toMatch(/calltrail_dead_letters_open\{stage="sink".*\} 2/)
  open = { enricher: 3 }
  const later = await metrics.text()
  expect(later).toMatch(/calltrail_dead_letters_open\{stage="enricher".*\} 3/)
  expect(later).not.toMatch(/stage="sink"/)
  open = {}
  expect(await metrics.text()).not.toMatch(/calltrail_dead_letters_open/)
})

it('a counter that is not counted on stays', async () => {
  await using metrics = openMetrics()
  counterOf(metrics.meter, 'calltrail_dead_letters').add(2, { stage: 'sink', code: 'HANDLER_FAILED' })
  await metrics.text()
  expect(await metrics.text()).toMatch(/calltrail_dead_letters_total\{.*stage="sink".*\} 2/)
})
