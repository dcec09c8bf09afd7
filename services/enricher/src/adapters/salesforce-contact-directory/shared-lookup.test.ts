import { describe, expect, it } from 'vitest'
import { sharedLookup } from './shared-lookup.ts'
import type { SharedLookupOptions } from './shared-lookup.ts'

/** Answers "A" to "a", nobody to "-", and fails for "!". */
function shoutingLookup(changes: Partial<SharedLookupOptions<string, string>> = {}) {
  const clock = { nowMs: 1_000_000 }
  const asked: string[][] = []
  const find = sharedLookup<string, string>({
    lookUp: async (keys) => {
      asked.push([...keys])
      return keys.map((key) =>
        key === '-' ? null : key === '!' ? new Error('no answer') : key.toUpperCase(),
      )
    },
    foundMs: 300_000,
    nobodyMs: 30_000,
    entries: 100,
    intervalMs: () => 0,
    now: () => clock.nowMs,
    ...changes,
  })
  return { find: (...keys: string[]) => find(new Set(keys)), asked, clock }
}

describe('a shared look-up', () => {
  it('answers with what it finds, and leaves out the rest', async () => {
    const { find, asked } = shoutingLookup()
    expect(await find('a', '-', 'b')).toEqual(
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    )
    expect(await find()).toEqual(new Map())
    expect(asked).toEqual([['a', '-', 'b']])
  })

  it('gathers what is asked for at the same time, each key once', async () => {
    const { find, asked } = shoutingLookup()
    await Promise.all([find('a', 'b'), find('b', 'c'), find('a')])
    expect(asked).toEqual([['a', 'b', 'c']])
  })

  it('asks once for a key that is being looked up', async () => {
    const waiting = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const asked: string[][] = []
    const { find } = shoutingLookup({
      lookUp: async (keys) => {
        asked.push([...keys])
        begun.resolve()
        await waiting.promise
        return keys.map((key) => key.toUpperCase())
      },
      foundMs: 0,
    })
    const first = find('a')
    await begun.promise
    const second = find('a')
    waiting.resolve()
    expect([await first, await second]).toEqual([new Map([['a', 'A']]), new Map([['a', 'A']])])
    expect(asked).toEqual([['a']])
  })

  it('remembers whom it found longer than that there is nobody', async () => {
    const { find, asked, clock } = shoutingLookup()
    await find('a', '-')
    clock.nowMs += 29_999
    await find('a', '-')
    expect(asked).toEqual([['a', '-']])
    clock.nowMs += 2
    await find('a', '-')
    expect(asked).toEqual([['a', '-'], ['-']])
    clock.nowMs += 270_000
    await find('a')
    expect(asked).toEqual([['a', '-'], ['-'], ['a']])
  })

  it('does not become older by being used', async () => {
    const { find, asked, clock } = shoutingLookup()
    for (let minutes = 0; minutes <= 6; minutes += 1) {
      await find('a')
      clock.nowMs += 60_000
    }
    expect(asked).toEqual([['a'], ['a']])
  })

  it.each([
    ['no time for whom it found', { foundMs: 0 }, [['a', '-'], ['a']]],
    ['no time for nobody', { nobodyMs: 0 }, [['a', '-'], ['-']]],
    [
      'no time at all',
      { foundMs: 0, nobodyMs: 0 },
      [
        ['a', '-'],
        ['a', '-'],
      ],
    ],
  ])('with %s asks again', async (_, changes, expected) => {
    const { find, asked } = shoutingLookup(changes)
    await find('a', '-')
    await find('a', '-')
    expect(asked).toEqual(expected)
  })

  it('fails those only who asked for what failed, and asks for that again', async () => {
    const { find, asked } = shoutingLookup()
    const [failed, found] = await Promise.allSettled([find('a', '!'), find('a', 'b')])
    expect(failed).toMatchObject({ status: 'rejected', reason: { message: 'no answer' } })
    expect(found).toMatchObject({ status: 'fulfilled' })
    await expect(find('a', '!')).rejects.toThrow('no answer')
    expect(asked).toEqual([['a', '!', 'b'], ['!']])
  })

  it('forgets what failed as a whole', async () => {
    let isDown = true
    const { find } = shoutingLookup({
      lookUp: async (keys) => {
        if (isDown) throw new Error('down')
        return keys.map((key) => key.toUpperCase())
      },
    })
    await expect(find('a')).rejects.toThrow('down')
    isDown = false
    expect(await find('a')).toEqual(new Map([['a', 'A']]))
  })

  it('remembers no more than it may', async () => {
    const { find, asked } = shoutingLookup({ entries: 2 })
    await find('a')
    await find('b')
    await find('c')
    await find('b', 'c')
    await find('a')
    expect(asked).toEqual([['a'], ['b'], ['c'], ['a']])
  })

  it('gathers what comes within the interval after a look-up', async () => {
    const { find, asked, clock } = shoutingLookup({ intervalMs: () => 20 })
    await find('a')
    const soon = [find('b'), new Promise((resolve) => setImmediate(resolve)).then(() => find('c'))]
    await Promise.all(soon)
    expect(asked).toEqual([['a'], ['b', 'c']])
    clock.nowMs += 20
    await find('d')
    expect(asked).toEqual([['a'], ['b', 'c'], ['d']])
  })

  it('is not stopped by a clock that was put back', async () => {
    const { find, asked, clock } = shoutingLookup({ intervalMs: () => 5 })
    await find('a')
    clock.nowMs -= 3_600_000
    await find('b')
    expect(asked).toEqual([['a'], ['b']])
  })
})
