import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readComposeModel } from './compose-model.ts'
import { environmentProblems } from './environment-problems.ts'

const kafka = { KAFKA_BROKERS: 'kafka:9092', SCHEMA_REGISTRY_URL: 'http://registry:8080' }

function problemsOf(
  name: string,
  environment: Readonly<Record<string, string | null>>,
  secrets: Readonly<Record<string, { file: string }>> = {},
  volumes: readonly object[] = [],
): string[] {
  const service = {
    image: `calltrail/${name}`,
    profiles: ['all'],
    environment,
    secrets: Object.keys(secrets).map((source) => ({ source })),
    volumes,
  }
  return environmentProblems(
    readComposeModel(JSON.stringify({ name: 'calltrail', services: { [name]: service }, secrets })),
  )
}

it('an environment that a process can start with is no problem, nor is a service that is not ours', () => {
  expect(problemsOf('provision', kafka)).toEqual([])
  expect(problemsOf('kafka', {})).toEqual([])
})

it('a variable that is wrong is named, and so is the service; all are said at once', () => {
  expect(problemsOf('monitor', { ...kafka, MONITOR_INTERVAL_MS: 'soon', HEALTH_PORT: '99999' })).toEqual([
    expect.stringMatching(/^monitor: HEALTH_PORT must be at most 65535/),
    expect.stringMatching(/^monitor: MONITOR_INTERVAL_MS must be a whole number \(it is "soon"\)\./),
  ])
})

it('a variable that is only named, and that nobody has set, is not there', () => {
  expect(problemsOf('provision', { ...kafka, KAFKA_BROKERS: null })).toEqual([
    expect.stringMatching(/^provision: KAFKA_BROKERS is not set\./),
  ])
})

it('a secret is read from the file that will be mounted, and its text is not shown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'password')
  writeFileSync(file, 'hush\n')
  const guarded = {
    ...kafka,
    KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    KAFKA_SASL_MECHANISM: 'PLAIN',
    KAFKA_SASL_USERNAME: 'provision',
    KAFKA_SASL_PASSWORD_FILE: '/run/secrets/password',
  }
  expect(problemsOf('provision', guarded, { password: { file } })).toEqual([])
  expect(problemsOf('provision', guarded, { password: { file: join(folder, 'nowhere') } })).toEqual([
    'provision: KAFKA_SASL_PASSWORD_FILE cannot be read: ENOENT.',
  ])
  expect(problemsOf('provision', guarded)).toEqual([
    'provision: KAFKA_SASL_PASSWORD_FILE names a file that is not mounted (it is "/run/secrets/password"). ' +
      'Mount it by docker-compose.override.yml (docs/docker.md), and name it as the container has it.',
  ])
})

const sink = {
  ...kafka,
  SALESFORCE_LOGIN_URL: 'https://acme.example',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'hush',
}

it.each([
  ['SALESFORCE_LOGIN_URL', 'http://127.0.0.1:4001'],
  ['SALESFORCE_LOGIN_URL', 'http://localhost'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://[::1]:4318/'],
  ['KAFKA_BROKERS', 'kafka:9092, localhost:9092'],
])('%s=%s, the container itself, is refused with what to write', (variable, value) => {
  expect(problemsOf('sink', { ...sink, [variable]: value })).toEqual([
    `sink: ${variable} is an address of this machine, which in a container is the container itself. Write host.docker.internal in the place of the host.`,
  ])
})

it.each(['http://host.docker.internal:4001', 'http://localhost.example', 'https://acme.example/127.0.0.1'])(
  '%s is no such address',
  (url) => {
    expect(problemsOf('sink', { ...sink, SALESFORCE_LOGIN_URL: url })).toEqual([])
  },
)

it('a process may listen on its own loopback', () => {
  expect(problemsOf('sink', { ...sink, HEALTH_HOST: '127.0.0.1' })).toEqual([])
})

it.each(['OWNER_MAPPING', 'SALESFORCE_FIELD_MAPPING'])('%s must name a file that is mounted', (variable) => {
  const volumes = [{ type: 'bind', source: '/home/me/acme', target: '/etc/acme' }]
  expect(problemsOf('sink', { ...sink, [variable]: './mapping.json' }, {}, volumes)).toEqual([
    expect.stringMatching(`^sink: ${variable} names a file that is not mounted \\(it is "./mapping.json"\\)`),
  ])
  expect(problemsOf('sink', { ...sink, [variable]: '/etc/acme/mapping.json' }, {}, volumes)).toEqual([])
})
