import { describe, expect, it } from 'vitest'
import { chooseProviders, providerOfTests } from './choice.ts'

describe('the choice of providers', () => {
  it('is the JVM for everything when nothing is said', () => {
    expect(chooseProviders({})).toEqual({ given: {}, provider: 'jvm' })
  })

  it('takes each given address on its own', () => {
    expect(chooseProviders({ KAFKA_BROKERS: 'kafka:9092' }).given).toEqual({ kafkaBrokers: 'kafka:9092' })
    expect(chooseProviders({ SCHEMA_REGISTRY_URL: 'http://registry' }).given).toEqual({
      schemaRegistryUrl: 'http://registry',
    })
  })

  it('treats an empty variable as not set', () => {
    expect(chooseProviders({ KAFKA_BROKERS: ' ', SCHEMA_REGISTRY_URL: '', CALLTRAIL_STACK: '' })).toEqual({
      given: {},
      provider: 'jvm',
    })
  })

  it('uses a given address whatever provider is named for the rest', () => {
    expect(chooseProviders({ KAFKA_BROKERS: 'kafka:9092', CALLTRAIL_STACK: 'docker' })).toEqual({
      given: { kafkaBrokers: 'kafka:9092' },
      provider: 'docker',
    })
  })

  it('names the variable and its values when the provider is unknown', () => {
    expect(() => chooseProviders({ CALLTRAIL_STACK: 'podman' })).toThrow(
      "CALLTRAIL_STACK is 'podman', but must be 'jvm' or 'docker' (or not set).",
    )
  })
})

describe('the provider of a test run', () => {
  const [answers, silence] = [async () => true, async () => false]

  it.each([
    ['Docker where an engine answers', {}, answers, 'docker'],
    ['the JVM where none does', {}, silence, 'jvm'],
    ['the JVM where that is said', { CALLTRAIL_STACK: 'jvm' }, answers, 'jvm'],
    [
      'Docker where that is said, for its absence is to be told',
      { CALLTRAIL_STACK: 'docker' },
      silence,
      'docker',
    ],
    ['as it always was where a Kafka is given', { KAFKA_BROKERS: 'kafka:9092' }, answers, 'jvm'],
    [
      'as it always was where a registry is given',
      { SCHEMA_REGISTRY_URL: 'http://registry' },
      answers,
      'jvm',
    ],
  ])('is %s', async (_, env, dockerAnswers, provider) => {
    expect(await providerOfTests(env, dockerAnswers)).toBe(provider)
  })

  it('asks no engine where all is said', async () => {
    const asking = () => Promise.reject(new Error('was asked'))
    expect(await providerOfTests({ CALLTRAIL_STACK: 'jvm' }, asking)).toBe('jvm')
  })
})
