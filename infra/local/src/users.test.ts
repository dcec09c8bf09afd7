import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { kafkaSecurityConfig, loadConfig } from '@calltrail/runtime'
import { expect, it, onTestFinished } from 'vitest'
import { createAuthority } from './certificates.ts'
import { writeUserFiles } from './users.ts'

it('each user has variables that a service takes, with its password and with its certificate, and nobody else may read them', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'calltrail test '))
  onTestFinished(() => rm(directory, { recursive: true }))
  const authority = createAuthority('An authority')
  await writeUserFiles(directory, {
    loginBrokers: '127.0.0.1:1',
    certificateBrokers: '127.0.0.1:2',
    authority: authority.certificate,
    credentials: { me: { password: 'a-password', ...authority.issue('me') } },
  })
  const read = async (name: string) =>
    loadConfig(kafkaSecurityConfig, parseEnv(await readFile(join(directory, name), 'utf8')))
  expect(await read('me.env')).toMatchObject({
    kafkaSecurityProtocol: 'SASL_SSL',
    kafkaSaslUsername: 'me',
    kafkaSaslPassword: 'a-password',
    kafkaTlsCa: authority.certificate.trim(),
  })
  expect(await read('me.certificate.env')).toMatchObject({ kafkaSecurityProtocol: 'SSL' })
  for (const name of await readdir(directory))
    expect((await stat(join(directory, name))).mode & 0o077, name).toBe(0)
})
