import { expect, it } from 'vitest'
import { inTurn } from './in-turn.ts'

/** A work that ends when it is told to. */
function work(story: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const run = async () => {
    story.push(`${name} begins`)
    await promise
    story.push(`${name} ends`)
    return name
  }
  return { run, resolve, reject }
}

it('works of one key run one after the other, in their order; those of another key do not wait', async () => {
  const story: string[] = []
  const [a1, a2, b] = [work(story, 'a1'), work(story, 'a2'), work(story, 'b')]
  const take = inTurn()
  const all = [take('a', a1.run), take('a', a2.run), take('b', b.run)]
  b.resolve()
  a2.resolve()
  expect(await all[2]).toBe('b')
  expect(story).toEqual(['a1 begins', 'b begins', 'b ends'])
  a1.resolve()
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b'])
  expect(story.slice(3)).toEqual(['a1 ends', 'a2 begins', 'a2 ends'])
})

it('a work that fails is its caller’s alone', async () => {
  const story: string[] = []
  const [first, second] = [work(story, 'first'), work(story, 'second')]
  const take = inTurn()
  const failing = expect(take('a', first.run)).rejects.toThrow('no')
  const next = take('a', second.run)
  first.reject(new Error('no'))
  second.resolve()
  await failing
  expect(await next).toBe('second')
})
