import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { expect, it, onTestFinished } from 'vitest'

/** Runs the check of an image whose process runs so, and whose health port answers with this status. */
async function check(runs: string, status?: number): Promise<{ exitCode: number | null; output: string }> {
  const image = mkdtempSync(join(tmpdir(), 'calltrail-health-'))
  onTestFinished(() => rmSync(image, { recursive: true }))
  writeFileSync(join(image, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(image, 'process.json'), JSON.stringify({ name: 'some', runs }))
  cpSync(fileURLToPath(new URL('main.ts', import.meta.url)), join(image, 'health.ts'))

  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health/ready' ? status! : 404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (status === undefined) server.close()
  else onTestFinished(() => void server.close())

  const child = spawn(process.execPath, [join(image, 'health.ts')], {
    env: { HEALTH_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [chunks, [exitCode]] = await Promise.all([Array.fromAsync(child.stdout), once(child, 'exit')])
  return { exitCode: exitCode as number | null, output: chunks.join('') }
}

it('a service that says it is ready is healthy', async () => {
  expect(await check('always', 200)).toEqual({ exitCode: 0, output: '' })
})

it('one that says it is not, or says nothing, is not, and the check tells what it saw', async () => {
  expect(await check('always', 503)).toMatchObject({
    exitCode: 1,
    output: expect.stringMatching(/ready: is 503\n$/),
  })
  expect(await check('always')).toMatchObject({ exitCode: 1, output: expect.stringMatching(/ECONNREFUSED/) })
})

it('a process without a health port is never unhealthy', async () => {
  expect(await check('by-hand')).toEqual({ exitCode: 0, output: '' })
})
