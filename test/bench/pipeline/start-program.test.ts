import { expect, it, onTestFinished } from 'vitest'
import { startTraceBackEnd } from './start-program.ts'

const spans = { method: 'POST', body: 'spans' }

async function backEnd(behaviour: 'answers' | 'hangs') {
  const started = await startTraceBackEnd(behaviour)
  onTestFinished(() => started[Symbol.asyncDispose]())
  return started
}

it('a trace back-end answers at once, and is gone when it is disposed', async () => {
  const answering = await backEnd('answers')
  const answer = await fetch(`${answering.url}/v1/traces`, spans)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  await answering[Symbol.asyncDispose]()
  await expect(fetch(answering.url)).rejects.toThrow('fetch failed')
})

it('one that hangs takes what it is sent, and never answers', async () => {
  const { url } = await backEnd('hangs')
  const answer = fetch(`${url}/v1/traces`, { ...spans, signal: AbortSignal.timeout(300) })
  await expect(answer).rejects.toThrow('timeout')
})
