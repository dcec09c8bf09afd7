/**
 * What docker-compose.yml gives to each process, against what that declares.
 */
import { healthPort, images } from '@calltrail/deploy'
import { environmentProblems, openToAll } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import { ingressConfig } from '@calltrail/ingress/config'
import { kafkaSecurityConfig, registryAccessConfig } from '@calltrail/runtime'
import { genesysVariables, salesforceVariables } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import { composeModel } from '../kit/compose-file.ts'
import { deployed, model, service } from '../kit/plain-compose.ts'

describe('the environment', () => {
  it('of each process is one that it can start with', () => {
    expect(environmentProblems(model)).toEqual([])
  })

  it('has no variable that its process does not know', () => {
    const unknown = images.flatMap(({ name, config }) => {
      const known = new Set(Object.values(config).map(({ env }) => env))
      return Object.keys(model.services[name]?.environment ?? {})
        .filter((variable) => !known.has(variable))
        .map((variable) => `${name}: ${variable}`)
    })
    expect(unknown).toEqual([])
  })

  it('lets through every setting that its process knows, by name, but for what belongs to another place', () => {
    const elsewhere = new Set([
      // The Kafka and the registry of this file are open.
      ...Object.values({ ...kafkaSecurityConfig, ...registryAccessConfig }).map(({ env }) => env),
      // There is one broker.
      'KAFKA_REPLICATION_FACTOR',
      // Stands for addresses, which are set.
      'GENESYS_REGION',
    ])
    const missing = images.flatMap(({ name, config }) =>
      Object.values(config)
        .map(({ env }) => env)
        .filter((env) => name in model.services && !elsewhere.has(env) && !(env in service(name).environment))
        .map((env) => `${name}: ${env}`),
    )
    expect(missing).toEqual([])
  })

  it('has what is set reach those that know it, and nobody else', async () => {
    const set = { MIN_CALL_SECONDS: '10', PSEUDONYM_KEY: 'k'.repeat(32), SALESFORCE_PRIVATE_KEY: 'private' }
    const { services } = await composeModel({ ...set, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' })
    const having = (variable: string) =>
      Object.keys(services).filter((name) => services[name]!.environment[variable])
    expect(having('MIN_CALL_SECONDS')).toEqual(['sink'])
    expect(having('PSEUDONYM_KEY')).toEqual(['enricher'])
    expect(having('SALESFORCE_PRIVATE_KEY')).toEqual(['enricher', 'sink'])
    expect(having('KAFKA_SECURITY_PROTOCOL')).toEqual([])
  })

  it('has no key of pseudonyms that everybody knows', () => {
    expect(service('enricher').environment['PSEUDONYM_KEY']).toBe('')
  })

  it('has the secret of webhooks that is known to be none', () => {
    expect(service('ingress').environment['GENESYS_WEBHOOK_SECRET']).toBe(openToAll.webhookSecret)
  })

  it('has the simulators’ own addresses and credentials where no vendor is given', () => {
    const { environment } = service('enricher')
    expect(environment).toMatchObject({
      ...salesforceVariables('http://simulators:4001'),
      ...genesysVariables('http://simulators:4002'),
    })
    expect(service('sink').environment).toMatchObject(salesforceVariables('http://simulators:4001'))
    expect(service('simulators').environment).toMatchObject({
      SALESFORCE_SIM_PORT: '4001',
      GENESYS_SIM_PORT: '4002',
    })
    expect(service('simulators').ports.map(({ target }) => target)).toEqual([4_001, 4_002])
  })

  it('has a vendor that is given, with a secret or with a key', async () => {
    const given = {
      SALESFORCE_LOGIN_URL: 'https://acme.example',
      SALESFORCE_CLIENT_ID: 'client',
      SALESFORCE_CLIENT_SECRET: 'secret',
      GENESYS_API_URL: 'https://api.example',
      GENESYS_LOGIN_URL: 'https://login.example',
      GENESYS_CLIENT_ID: 'us',
      GENESYS_CLIENT_SECRET: 'hush',
    }
    expect((await composeModel(given)).services['enricher']!.environment).toMatchObject(given)
    const { services } = await composeModel({
      ...given,
      SALESFORCE_CLIENT_SECRET: '',
      SALESFORCE_PRIVATE_KEY: 'key',
    })
    expect(services['sink']!.environment).toMatchObject({
      SALESFORCE_CLIENT_SECRET: '',
      SALESFORCE_PRIVATE_KEY: 'key',
    })
  })

  it('names ports that the services listen on', () => {
    const running = deployed.filter(({ runs }) => runs === 'always')
    expect(
      running.filter(({ name }) => service(name).environment['HEALTH_PORT'] !== String(healthPort)),
    ).toEqual([])
    const { environment, ports } = service('ingress')
    expect(ports.map(({ target }) => String(target))).toEqual([environment['PORT']])
    expect(environment['PORT']).toBe(String(ingressConfig.port.fallback))
    expect(service('monitor').ports.map(({ target }) => target)).toEqual([healthPort])
  })

  it('keeps calls for a real org apart from those for the simulated one', async () => {
    const names = ({ volumes }: ComposeModel) => [volumes['kafka']!.name, volumes['spool']!.name]
    expect(names(model)).toEqual(['calltrail_kafka', 'calltrail_spool'])
    const ofOrg = await composeModel({ SALESFORCE_LOGIN_URL: 'https://acme.example' })
    expect(names(ofOrg)).toEqual(['calltrail_kafka_of_org', 'calltrail_spool_of_org'])
  })

  it('has the ingress store on a volume what Kafka has not taken', () => {
    const { environment, volumes } = service('ingress')
    expect(volumes).toEqual([
      expect.objectContaining({ type: 'volume', source: 'spool', target: environment['SPOOL_DIRECTORY'] }),
    ])
  })

  it('of Kafka tells programs on this machine the port that is published', async () => {
    const { environment, ports } = (await composeModel({ KAFKA_PORT: '19999' })).services['kafka']!
    expect(ports.map(({ published }) => published)).toEqual([19_999])
    expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe('INSIDE://kafka:9092,OUTSIDE://127.0.0.1:19999')
    expect(environment['KAFKA_LISTENERS']).toContain(`OUTSIDE://:${ports[0]!.target}`)
  })
})
