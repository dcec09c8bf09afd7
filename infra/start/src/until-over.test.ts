import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { unlessOver, untilOver } from './until-over.ts'

const unbroken = new Promise<Error>(() => {})
const never = new AbortController().signal

function asked(): AbortSignal {
  return AbortSignal.abort(new Error('interrupted'))
}

describe('work that may be cut short', () => {
  it('has its result when nothing happens', async () => {
    expect(await unlessOver(never, unbroken, async () => 'done')).toBe('done')
  })

  it('is not begun when the end was asked for before', async () => {
    await expect(unlessOver(asked(), unbroken, async () => 'done')).rejects.toThrow('interrupted')
  })

  it('is told, and not waited for, when the end is asked for', async () => {
    const asking = new AbortController()
    let told: AbortSignal | undefined
    const running = unlessOver(asking.signal, unbroken, (signal) => {
      told = signal
      return new Promise<never>(() => {})
    })
    asking.abort(new Error('interrupted'))
    await expect(running).rejects.toThrow('interrupted')
    expect(told?.aborted).toBe(true)
  })

  it('ends with what is broken', async () => {
    const broken = Promise.resolve(new Error('the sink ended'))
    await expect(unlessOver(never, broken, () => new Promise<never>(() => {}))).rejects.toThrow(
      'the sink ended',
    )
  })

  it('that fails because something ended is told by that end', async () => {
    const broken = sleep(20, new Error('the ingress ended'))
    const work = async (): Promise<never> => {
      throw new Error('fetch failed')
    }
    await expect(unlessOver(never, broken, work)).rejects.toThrow('the ingress ended')
  })

  it('that fails by itself keeps its error', async () => {
    const work = async (): Promise<never> => {
      throw new Error('a bug')
    }
    await expect(unlessOver(never, unbroken, work)).rejects.toThrow('a bug')
  })
})

describe('staying up', () => {
  it('ends well when the end is asked for', async () => {
    await expect(untilOver(asked(), unbroken)).resolves.toBeUndefined()
    const asking = new AbortController()
    const staying = untilOver(asking.signal, unbroken)
    asking.abort()
    await expect(staying).resolves.toBeUndefined()
  })

  it('ends badly when something breaks', async () => {
    await expect(untilOver(never, Promise.resolve(new Error('Kafka ended')))).rejects.toThrow('Kafka ended')
  })
})
