import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { together } from './together.ts'

const never = new AbortController().signal

it('returns what each task returns, in order', async () => {
  expect(await together(never, [() => sleep(2, 'slow'), async () => 'fast'])).toEqual(['slow', 'fast'])
})

it('tells the others when one fails, and throws once they have come to an end', async () => {
  const ended: string[] = []
  const patient = async (signal: AbortSignal): Promise<void> => {
    await sleep(60_000, undefined, { signal }).catch(() => {})
    await sleep(5)
    ended.push('patient')
  }
  const failing = async (): Promise<never> => {
    throw new Error('no Java')
  }
  await expect(together(never, [patient, failing])).rejects.toThrow('no Java')
  expect(ended).toEqual(['patient'])
})

it('throws the parent’s reason when the end is asked for, whatever failed in consequence', async () => {
  const parent = new AbortController()
  const task = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('in consequence'))))
  const running = together(parent.signal, [task])
  parent.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('interrupted')
})
