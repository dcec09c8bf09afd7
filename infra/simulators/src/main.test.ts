import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

test('prints what to export for both simulators, and ends by itself on SIGTERM', async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, SALESFORCE_SIM_PORT: '0', GENESYS_SIM_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const settings = new Map<string, string>()
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name = '', value = ''] = /^export (\w+)=(.+)$/.exec(line) ?? []
    settings.set(name, value)
    if (settings.size === 7) break
  }
  const answer = await fetch(`${settings.get('SALESFORCE_LOGIN_URL')}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.get('SALESFORCE_CLIENT_ID') ?? '',
      client_secret: settings.get('SALESFORCE_CLIENT_SECRET') ?? '',
    }),
  })
  expect(answer.status).toBe(200)
  expect([...settings.keys()].filter((name) => name.startsWith('GENESYS_'))).toHaveLength(4)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a port that is none is named', async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, SALESFORCE_SIM_PORT: 'many' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const errors = await Array.fromAsync(child.stderr as AsyncIterable<Buffer>)
  expect(Buffer.concat(errors).toString()).toContain(
    'SALESFORCE_SIM_PORT must be a whole number (it is "many").',
  )
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(1)
})
