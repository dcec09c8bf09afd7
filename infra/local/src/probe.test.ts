import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { registryProbe, untilAnswered } from './probe.ts'

describe('asking until there is an answer', () => {
  it('stops at the first answer', async () => {
    let asked = 0
    await untilAnswered(async () => (++asked < 3 ? Promise.reject(new Error('not yet')) : undefined), {
      deadlineMs: 5_000,
      everyMs: 1,
    })
    expect(asked).toBe(3)
  })

  it('reports the last refusal when the deadline is over', async () => {
    const refusing = () => Promise.reject(new Error('still not'))
    await expect(untilAnswered(refusing, { deadlineMs: 20, everyMs: 5 })).rejects.toThrow('still not')
  })

  it('gives up when it is told to', async () => {
    const given = AbortSignal.timeout(20)
    const refusing = () => Promise.reject(new Error('not yet'))
    await expect(untilAnswered(refusing, { deadlineMs: 60_000, signal: given })).rejects.toThrow(/abort/i)
  })
})

describe('the question to a registry', () => {
  it('sends the credentials of the address as a header and is content with a list of subjects', async () => {
    const seen: unknown[] = []
    const url = await serve((path, authorization) => {
      seen.push(path, authorization)
      return 200
    })
    await registryProbe({ schemaRegistryUrl: url.replace('//', '//user:p%40ss@') + '/base/' })()
    expect(seen).toEqual(['/base/subjects', `Basic ${btoa('user:p@ss')}`])
  })

  it('is not content with a refusal', async () => {
    const url = await serve(() => 503)
    await expect(registryProbe({ schemaRegistryUrl: url })()).rejects.toThrow('It answered 503')
  })
})

async function serve(answer: (path: string, authorization: string | undefined) => number): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(answer(request.url ?? '', request.headers.authorization)).end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
