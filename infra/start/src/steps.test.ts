import { expect, it } from 'vitest'
import { logDisplay } from './steps.ts'

function display() {
  const lines: string[] = []
  let now = 0
  const { line, underWay } = logDisplay((text) => lines.push(text), { everyMs: 5_000, now: () => now })
  return { lines, line, underWay, advance: (ms: number) => (now += ms) }
}

it('a log has a line for each step that is done', () => {
  const { lines, line, underWay } = display()
  underWay(new Map([['Kafka', '']]))
  line('✓ Kafka')
  underWay(new Map())
  expect(lines).toEqual(['✓ Kafka'])
})

it('and one every few seconds while a step goes on, however often it says how far it is', () => {
  const { lines, underWay, advance } = display()
  for (let megabytes = 1; megabytes <= 120; megabytes++) {
    advance(100)
    underWay(
      new Map([
        ['Kafka', `Downloading (${megabytes} MB)`],
        ['Genesys', ''],
      ]),
    )
  }
  expect(lines).toEqual([
    '  … Kafka: Downloading (50 MB) · Genesys',
    '  … Kafka: Downloading (100 MB) · Genesys',
  ])
})
