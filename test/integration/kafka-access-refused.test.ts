/**
 * Clients that Kafka does not let in, or not to what they need: each kind says one thing, by name, and ends with an exit code that is not
 * 0. What waited in topics and in the spool is there when they are let in, and every call is logged once.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority, rightsIn } from '@calltrail/local'
import type { Right } from '@calltrail/local'
import {
  callsEnded,
  callsEnriched,
  callsLogged,
  enricherTopics,
  principals,
  rightsOf,
  sinkTopics,
} from '@calltrail/schemas'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { EventWatch } from '../kit/event-watch.ts'
import { runConsole, runProvision, runService } from '../kit/secure-clients.ts'
import type { EndedClient } from '../kit/secure-clients.ts'
import { fateOf, loggedOnce, openSecurePipeline, sendCall } from '../kit/secure-pipeline.ts'
import type { ClientName, SecurePipeline } from '../kit/secure-pipeline.ts'
import type { TokenTerms } from '../kit/secure-tokens.ts'
import type { Login } from '../kit/secure-stack.ts'
import { launchService } from '../kit/service-process.ts'
import type { ServiceEnvironment, ServiceProcess } from '../kit/service-process.ts'

const owned = new AsyncDisposableStack()
const spool = mkdtempSync(join(tmpdir(), 'calltrail-spool-test-'))
owned.defer(() => rmSync(spool, { recursive: true }))

const clients = ['ingress', 'enricher', 'sink', 'provision', 'console'] as const
type Client = (typeof clients)[number]
/** One of each kind: the sink logs in as the enricher does. */
const kinds = clients.filter((name) => name !== 'sink')

let pipeline: SecurePipeline
let watch: EventWatch
/** The calls that were accepted before anybody was refused. */
const calls: string[] = []

beforeAll(async () => {
  pipeline = owned.use(await openSecurePipeline())
}, 240_000)

afterAll(() => owned.disposeAsync())

/** The ingress, whatever becomes of it, has one spool. */
function withSpool(name: ClientName, env: ServiceEnvironment): ServiceEnvironment {
  return name === 'ingress' ? { ...env, SPOOL_DIRECTORY: spool } : env
}

function run(name: Client, env: ServiceEnvironment): Promise<EndedClient> {
  if (name === 'provision') return runProvision(env)
  if (name === 'console') return runConsole(['health'], env)
  return runService(name, withSpool(name, env))
}

/** Runs them side by side, each until it ends. */
function runAll(names: readonly Client[], environmentOf: (name: Client) => ServiceEnvironment) {
  return Promise.all(names.map(async (name) => ({ name, ...(await run(name, environmentOf(name))) })))
}

const onTopic = (name: string, operation: Right['operation']): Right => ({
  resource: 'topic',
  name,
  pattern: 'literal',
  operation,
})
const onGroup = (name: string, operation: Right['operation']): Right => ({
  resource: 'group',
  name,
  pattern: 'literal',
  operation,
})

const nameOf = ({ resource, name, operation }: Right) =>
  `${operation} on ${resource.replace('-', ' ')} ${name}`

const namesRight = (right: Right) => (error: string) =>
  new RegExp(`\\b${nameOf(right).replaceAll('.', '\\.')}(…| )`).test(error)

/** Of a topic that a client may not describe, Kafka tells nothing but that. */
const isTold = ({ operation }: Right) => !['CREATE', 'ALTER_CONFIGS'].includes(operation)

/** Of every client, all that is listed. */
async function changeAll(change: 'grant' | 'revoke'): Promise<void> {
  const { rights } = pipeline.stack
  for (const { name, rights: listed } of principals) await rights[change](name, rightsIn(listed))
}

async function accept(ingress: ServiceProcess, expected: 'accepted' | 'spooled'): Promise<void> {
  const { eventId, status } = await sendCall(ingress)
  expect(status).toBe(expected)
  calls.push(eventId)
}

const toPublish = onTopic(callsEnded.name, 'WRITE')

it('calls are accepted: one waits in a topic, one in the spool', async () => {
  await changeAll('grant')
  expect((await runProvision(pipeline.environmentOf('provision'))).exitCode).toBe(0)
  watch = await pipeline.watchCalls()
  await using ingress = await pipeline.start(
    'ingress',
    withSpool('ingress', pipeline.environmentOf('ingress')),
  )
  await accept(ingress, 'accepted')
  await pipeline.stack.rights.revoke('ingress', [toPublish])
  await accept(ingress, 'spooled')
  await ingress[Symbol.asyncDispose]()
  await pipeline.stack.rights.grant('ingress', [toPublish])
})

it('who has no right at all is told of each that it needs', async () => {
  await changeAll('revoke')
  onTestFinished(() => changeAll('grant'))
  for (const { name, errors, exitCode } of await runAll(clients, (name) => pipeline.environmentOf(name))) {
    expect(exitCode, name).toBe(1)
    // Who only looks needs no more than the monitor has.
    const missing = rightsIn(rightsOf(name === 'console' ? 'monitor' : name)).filter(isTold)
    expect(errors, name).toHaveLength(missing.length)
    for (const right of missing) expect(errors.filter(namesRight(right)), nameOf(right)).toHaveLength(1)
  }
})

describe('is refused, whatever kind of client it is:', () => {
  const foreign = createAuthority('Somebody else')
  const foreignCertificate = foreign.issue('sink')

  it.each<[string, Login, ServiceEnvironment, { code: string; words: RegExp; tokens?: Partial<TokenTerms> }]>(
    [
      [
        'a wrong password',
        'SCRAM-SHA-256',
        { KAFKA_SASL_PASSWORD: 'guessed' },
        { code: 'KAFKA_LOGIN_REFUSED', words: /KAFKA_SASL_PASSWORD/ },
      ],
      [
        'an unknown user',
        'SCRAM-SHA-512',
        { KAFKA_SASL_USERNAME: 'nobody' },
        { code: 'KAFKA_LOGIN_REFUSED', words: /KAFKA_SASL_USERNAME/ },
      ],
      [
        'a client that the identity provider does not know',
        'OAUTHBEARER',
        { KAFKA_OAUTH_CLIENT_SECRET: 'guessed' },
        { code: 'KAFKA_LOGIN_REFUSED', words: /invalid_client.*KAFKA_OAUTH_CLIENT_SECRET/ },
      ],
      [
        'a token for somebody else',
        'OAUTHBEARER',
        {},
        {
          code: 'KAFKA_LOGIN_REFUSED',
          words: /invalid_token.*KAFKA_OAUTH_/,
          tokens: { audience: 'somebody else' },
        },
      ],
      [
        'a token that somebody else has signed',
        'OAUTHBEARER',
        {},
        {
          code: 'KAFKA_LOGIN_REFUSED',
          words: /invalid_token.*KAFKA_OAUTH_/,
          tokens: { signedBy: 'somebody else' },
        },
      ],
      [
        'a broker whose certificate is of another authority',
        'SCRAM-SHA-256',
        { KAFKA_TLS_CA: foreign.certificate },
        { code: 'KAFKA_CERTIFICATE_UNTRUSTED', words: /KAFKA_TLS_CA/ },
      ],
      [
        'a client whose certificate is of another authority',
        'CERTIFICATE',
        { KAFKA_TLS_CERTIFICATE: foreignCertificate.certificate, KAFKA_TLS_KEY: foreignCertificate.key },
        { code: 'KAFKA_CERTIFICATE_UNTRUSTED', words: /KAFKA_TLS_CERTIFICATE/ },
      ],
    ],
  )('%s', async (_, login, changes, { code, words, tokens = {} }) => {
    for (const name of kinds) pipeline.stack.tokens.issueTo(name, tokens)
    for (const { name, errors, exitCode } of await runAll(kinds, (name) => ({
      ...pipeline.environmentOf(name, login),
      ...changes,
    }))) {
      expect(exitCode, name).toBe(1)
      expect(errors, name).toEqual([expect.stringMatching(words)])
      if (name !== 'provision' && name !== 'console') expect(errors[0], name).toContain(code)
    }
  })
})

it.each<Partial<Record<Client, Right>>>([
  {
    ingress: onTopic(callsEnded.name, 'WRITE'),
    enricher: onTopic(callsEnded.name, 'READ'),
    sink: onTopic(callsLogged.name, 'WRITE'),
    provision: onTopic(callsEnriched.name, 'ALTER_CONFIGS'),
    console: onTopic(callsEnriched.name, 'READ'),
  },
  {
    enricher: onGroup(enricherTopics.consumerGroup, 'READ'),
    sink: { resource: 'transactional-id', name: 'sink-', pattern: 'prefixed', operation: 'WRITE' },
    provision: onTopic(callsEnriched.name, 'DESCRIBE'),
    console: onGroup(sinkTopics.consumerGroup, 'DESCRIBE'),
  },
])(
  'who lacks one right is told which: $enricher.operation on a $enricher.resource, and others',
  async (missing) => {
    const { rights } = pipeline.stack
    const names = clients.filter((name) => missing[name])
    onTestFinished(async () => {
      for (const name of names) await rights.grant(name, [missing[name]!])
    })
    await Promise.all(names.map((name) => rights.revoke(name, [missing[name]!])))
    for (const { name, errors, exitCode } of await runAll(names, (name) => pipeline.environmentOf(name))) {
      expect(exitCode, name).toBe(1)
      expect(errors, name).toHaveLength(1)
      expect(errors.filter(namesRight(missing[name]!)), name).toHaveLength(1)
    }
  },
)

it('who gets no token while the identity provider is away waits for it, and a command fails', async () => {
  const { tokens } = pipeline.stack
  for (const name of kinds) tokens.issueTo(name, {})
  await tokens.stop()
  const byToken = (name: ClientName) => withSpool(name, pipeline.environmentOf(name, 'OAUTHBEARER'))
  const ingress = await pipeline.start('ingress', byToken('ingress'))
  await accept(ingress, 'spooled')
  await using enricher = launchService('enricher', byToken('enricher'))
  const commands = [runProvision(byToken('provision')), runConsole(['health'], byToken('console'))]
  for (const { errors, exitCode } of await Promise.all(commands)) {
    expect(exitCode).toBe(1)
    expect(errors).toEqual([expect.stringMatching(/identity provider/)])
  }
  await tokens.start()
  await enricher.ready()
  await pipeline.start('sink')
  for (const eventId of calls) expect(await fateOf(eventId, watch, pipeline.vendors)).toEqual(loggedOnce)
})
