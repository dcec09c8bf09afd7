import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { isAnsweredYes } from './question.ts'

/** Puts the question to somebody who types `keys` once they have read it. */
async function answerTo(keys: string, signal = new AbortController().signal): Promise<boolean> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let read = ''
  output.on('data', function answer(chunk) {
    read += String(chunk)
    if (!read.includes('Replay 3 dead letters? [y/N] ')) return
    output.off('data', answer).resume()
    input.write(keys)
  })
  return isAnsweredYes('Replay 3 dead letters?', input, output, signal)
}

describe('a question', () => {
  it.each(['y\r', 'Y\r', 'yes\r', ' yes \r'])('is answered yes by %j', async (keys) => {
    expect(await answerTo(keys)).toBe(true)
  })

  it.each(['\r', 'n\r', 'no\r', 'yesterday\r'])('is answered no by %j', async (keys) => {
    expect(await answerTo(keys)).toBe(false)
  })

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is answered no by %s', async (_, keys) => {
    expect(await answerTo(keys)).toBe(false)
  })

  it('is answered no when the process is told to end', async () => {
    const interruption = new AbortController()
    const answered = answerTo('', interruption.signal)
    interruption.abort()
    expect(await answered).toBe(false)
  })
})
