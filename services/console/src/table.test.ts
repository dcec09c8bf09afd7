import { expect, it } from 'vitest'
import { counted, inThousands, tableOf, timeText } from './table.ts'

it('a table has a head, a rule and its rows, with numbers to the right and no space at the end', () => {
  const columns = [
    { title: 'Handle', cell: ({ handle }: { handle: string }) => handle },
    { title: 'Attempts', cell: () => 4, align: 'right' as const },
    { title: 'Event', cell: () => 'x' },
  ]
  expect(tableOf(columns, [{ handle: 'enricher-0-1' }, { handle: 'a\u001B[2J' }])).toBe(
    [
      'Handle        Attempts  Event',
      '─────────────────────────────',
      'enricher-0-1         4  x',
      String.raw`a\u001b[2J           4  x`,
      '',
    ].join('\n'),
  )
})

it('numbers and times read well', () => {
  expect(inThousands(12_345)).toBe('12,345')
  expect(counted(1, 'dead letter')).toBe('1 dead letter')
  expect(counted(12_345, 'dead letter')).toBe('12,345 dead letters')
  expect(timeText(Date.UTC(2026, 2, 14, 10, 0, 31, 250))).toBe('2026-03-14 10:00:31Z')
})
