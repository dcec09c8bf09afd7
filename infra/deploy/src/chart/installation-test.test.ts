/**
 * The script of `helm test`, as a pod runs it.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { repositoryPath } from '../generated-file.ts'
import { chartFolder } from './generated-files.ts'

const script = readFileSync(repositoryPath(`${chartFolder}/files/installation-test.mjs`), 'utf8')

/** A server that answers each path with a status, and 404 what it does not know. */
async function serve(statuses: Readonly<Record<string, number>>): Promise<string> {
  const server = createServer(({ method, url }, response) => {
    response.writeHead(statuses[`${method} ${url}`] ?? 404).end('its answer')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function run(asked: object, options: string[] = []): Promise<{ code: number; stderr: string }> {
  const args = [...options, '--input-type=module', '--eval', script, JSON.stringify(asked)]
  try {
    const { stderr } = await promisify(execFile)(process.execPath, args)
    return { code: 0, stderr }
  } catch (error) {
    return error as { code: number; stderr: string }
  }
}

it('an installation is well when each service is ready and no door takes what nobody signed', async () => {
  const url = await serve({ 'GET /health/ready': 200, 'POST /webhook/call-ended': 401 })
  const { code, stderr } = await run({
    services: [`${url}/health/ready`],
    doors: [`${url}/webhook/call-ended`],
  })
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

it('what is not well is told, all of it', async () => {
  const url = await serve({ 'GET /health/ready': 503, 'POST /webhook/call-ended': 202 })
  const { code, stderr } = await run({
    services: [`${url}/health/ready`, 'http://127.0.0.1:1/health/ready'],
    doors: [`${url}/webhook/call-ended`],
  })
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([
    `${url}/health/ready answered 503 instead of 200: its answer`,
    expect.stringContaining('http://127.0.0.1:1/health/ready does not answer:'),
    `${url}/webhook/call-ended answered 202 instead of 401: its answer`,
  ])
})

it('each pod of a service is asked, and a service has to have one', async () => {
  const url = await serve({ 'GET /health/ready': 200 })
  const { port } = new URL(url)
  const names = `
    import dns from 'node:dns/promises'
    import { syncBuiltinESMExports } from 'node:module'
    dns.lookup = async (name) => {
      if (name !== 'two-pods') throw Object.assign(new Error(), { code: 'ENOTFOUND' })
      return [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]
    }
    syncBuiltinESMExports()`
  const { code, stderr } = await run(
    { services: [`http://two-pods:${port}/health/ready`, 'http://no-pod/health/ready'], doors: [] },
    ['--import', `data:text/javascript,${encodeURIComponent(names)}`],
  )
  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining(`http://[::1]:${port}/health/ready does not answer:`),
    'http://no-pod/health/ready has no pods: ENOTFOUND',
  ])
})
