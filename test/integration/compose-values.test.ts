/**
 * What docker-compose.yml makes of values and files that are given, and what the page about it says of that.
 */
import { readFile } from 'node:fs/promises'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environmentProblems } from '@calltrail/deploy/compose'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { composeModel } from '../kit/compose-file.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'

// Its reader may have to be built first.
beforeAll(async () => void (await composeModel()), toolTimeoutMs)

describe('a wrong value', () => {
  it.each([
    ['RETRY_DELAYS_MS', 'soon', /^enricher: RETRY_DELAYS_MS /],
    [
      'SALESFORCE_LOGIN_URL',
      'acme',
      /^enricher: SALESFORCE_LOGIN_URL must be an http or https address \(it is "acme"\)\./,
    ],
    ['SALESFORCE_TIME_ZONE', 'Mars', /^sink: SALESFORCE_TIME_ZONE /],
    ['PSEUDONYM_KEY', 'short', /^enricher: PSEUDONYM_KEY must have at least 32 characters\./],
    [
      'SALESFORCE_PRIVATE_KEY',
      'key',
      /^enricher: SALESFORCE_PRIVATE_KEY and SALESFORCE_CLIENT_SECRET are both set\./,
    ],
    ['GENESYS_API_URL', 'genesys', /^enricher: GENESYS_API_URL must be an http or https address/],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector', /^ingress: OTEL_EXPORTER_OTLP_ENDPOINT /],
  ])('of %s is refused by service and name', async (variable, value, message) => {
    expect(environmentProblems(await composeModel({ [variable]: value }))[0]).toMatch(message)
  })

  it.each([
    ['a port that is none', { INGRESS_PORT: 'many' }, '', /invalid.*many/i],
    ['a misspelt property', {}, 'services: { sink: { memlimit: 1g } }', /services\.sink.*memlimit/],
    ['a service that nobody knows', {}, 'services: { sink: { depends_on: [kafak] } }', /kafak/],
    ['a volume that is not declared', {}, 'services: { sink: { volumes: ["tmp:/x/y"] } }', /tmp/],
  ])('such as %s is refused by name', async (_, env, text, message) => {
    await expect(composeModel(env, text ? [fileWith(text)] : [])).rejects.toThrow(message)
  })
})

describe('the page about it', async () => {
  const page = await readFile(fileURLToPath(new URL('../../docs/docker.md', import.meta.url)), 'utf8')

  it('has every port that is published, beside the variable for another one', async () => {
    const text = await readFile(fileURLToPath(new URL('../../docker-compose.yml', import.meta.url)), 'utf8')
    const published = [...text.matchAll(/127\.0\.0\.1:\$\{(\w+):-(\d+)\}/g)]
    const rows = page.split('\n').filter((line) => line.startsWith('|'))
    const untold = published.filter(
      ([, variable, port]) =>
        !rows.some((row) => row.includes(`\`${variable}\``) && row.includes(`:${port}`)),
    )
    expect(published.length).toBeGreaterThan(0)
    expect(untold.map(([, variable]) => variable)).toEqual([])
  })

  it('shows how secrets come from files, which are then looked for', async () => {
    const [, shown = ''] = /```yaml\n(secrets:[\s\S]*?)```/.exec(page) ?? []
    const problems = environmentProblems(await composeModel({}, [fileWith(shown)]))
    expect(problems).toEqual(
      ['enricher', 'sink'].map((name) => `${name}: SALESFORCE_CLIENT_SECRET_FILE cannot be read: ENOENT.`),
    )
  })
})

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'override.yml')
  writeFileSync(file, text)
  return file
}
