import { pino } from 'pino'
import { expect, it } from 'vitest'
import { ownedResources } from './lifecycle.ts'

const never = () => new Promise<never>(() => {})

function openOwned() {
  const lines: { level: number; msg: string; resource?: string }[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) })
  const { own, closeAll } = ownedResources(log)
  const closed: string[] = []
  const ownOne = (name: string, close: () => Promise<unknown> = async () => {}) =>
    own(
      {
        async [Symbol.asyncDispose]() {
          await close()
          closed.push(name)
        },
      },
      name,
    )
  return { ownOne, closeAll, closed, lines }
}

it('what is owned is closed in reverse order, each before the next, without a word', async () => {
  const { ownOne, closeAll, closed, lines } = openOwned()
  ownOne('first')
  ownOne('second', () => new Promise(setImmediate))
  ownOne('third')
  await closeAll(1_000)
  expect(closed).toEqual(['third', 'second', 'first'])
  expect(lines).toEqual([])
})

it('what does not close in time is named and left open, and the others still close, all within the deadline', async () => {
  const { ownOne, closeAll, closed, lines } = openOwned()
  ownOne('first')
  ownOne('hanging', never)
  ownOne('third')
  ownOne('hanging too', never)
  const startedAt = performance.now()
  await closeAll(400)
  expect(performance.now() - startedAt).toBeLessThan(400)
  expect(closed).toEqual(['third', 'first'])
  expect(lines).toMatchObject([
    { level: 40, resource: 'hanging too' },
    { level: 40, resource: 'hanging' },
  ])
})

it('what fails to close is an error, and the others still close', async () => {
  const { ownOne, closeAll, closed } = openOwned()
  ownOne('first')
  ownOne('failing', () => Promise.reject(new Error('no close')))
  await expect(closeAll(1_000)).rejects.toThrow('no close')
  expect(closed).toEqual(['first'])
})
