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

async function run(asked: object): Promise<{ code: number; stderr: string }> {
  const args = ['--input-type=module', '--eval', script, JSON.stringify(asked)]
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
