import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { openScene } from './scene.ts'
import type { Sender } from './sender.ts'

function scene({ isShort = false, signal = new AbortController().signal } = {}) {
  return openScene({
    bench: {} as Bench,
    sender: {} as Sender,
    prefix: 'f0',
    say: () => {},
    isShort,
    signal,
  })
}

it('what is waited for in vain is a breach, and the fault goes on', async () => {
  const { scene: opened, objections } = scene()
  expect(await opened.until('Salesforce is asked', () => false, 20)).toBe(false)
  expect(objections).toEqual(['not in 0.02 s: Salesforce is asked'])
})

it('what comes in time is none', async () => {
  const { scene: opened, objections } = scene()
  let looks = 0
  expect(await opened.until('it is so', async () => ++looks === 3)).toBe(true)
  expect(objections).toEqual([])
})

it('an interruption ends each wait', async () => {
  const { scene: opened } = scene({ signal: AbortSignal.abort(new Error('interrupted')) })
  await expect(opened.until('never', () => false)).rejects.toThrow()
  await expect(opened.hold(60_000)).rejects.toThrow()
})

it('a fault is held for a shorter time in the short form', async () => {
  await scene({ isShort: true }).scene.hold(60_000, 1)
  await scene().scene.hold(1, 60_000)
})
