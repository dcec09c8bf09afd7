import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { sendAsGenesys } from './genesys-sender.ts'

const secret = 'secret'
const fast = { perSecond: 1_000, pauseMs: 1, signal: new AbortController().signal }

/** A receiver that answers the n-th request (from 0) as it is told to. */
async function receiver(answer: (request: number, response: ServerResponse) => void) {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => answer(bodies.push(body) - 1, response))
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { bodies, url: `http://127.0.0.1:${port}` }
}

const status = (code: number) => (_request: number, response: ServerResponse) =>
  void response.writeHead(code).end()

it('each webhook is sent once where it is accepted', async () => {
  const { url, bodies } = await receiver(status(202))
  const sent = await sendAsGenesys([{ id: 'a' }, { id: 'b' }], { url, secret }, fast)
  expect(sent).toMatchObject([
    { attempts: 1, isAccepted: true },
    { attempts: 1, isAccepted: true },
  ])
  expect(bodies.toSorted()).toEqual(['{"id":"a"}', '{"id":"b"}'])
})

it('after three retries it is given up', async () => {
  const { url, bodies } = await receiver(status(500))
  const sent = await sendAsGenesys([{ id: 'a' }], { url, secret }, fast)
  expect(sent).toMatchObject([{ attempts: 4, isAccepted: false }])
  expect(bodies).toHaveLength(4)
})

it('one without an answer in time is sent again', async () => {
  const { url } = await receiver((request, response) => {
    if (request > 0) response.writeHead(200).end()
  })
  const sent = await sendAsGenesys([{ id: 'a' }], { url, secret }, { ...fast, longestAnswerMs: 200 })
  expect(sent).toMatchObject([{ attempts: 2, isAccepted: true }])
})

it('an end of the run ends it', async () => {
  const stop = new AbortController()
  const { url } = await receiver(() => stop.abort(new Error('stopped')))
  const sending = sendAsGenesys([{ id: 'a' }], { url, secret }, { ...fast, signal: stop.signal })
  await expect(sending).rejects.toThrow('stopped')
})
