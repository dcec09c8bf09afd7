import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { processes } from '../processes.ts'
import { shapeOf } from './value-shape.ts'
import { defaultText, setByChart, variablesOf } from './variables.ts'

const ajv = new Ajv({ allowUnionTypes: true })
const keys = processes.flatMap(({ config }) => Object.values(config))
const keyOf = (env: string) => keys.find((key) => key.env === env)!
const takes = (env: string, value: unknown) => ajv.compile(shapeOf(keyOf(env)))(value)

describe('the shape of a variable', () => {
  it('takes what the variable is when nobody gives it', () => {
    const defaults = keys
      .map((key) => ({ env: key.env, text: defaultText(key) }))
      .filter(({ text }) => text !== '')
    expect(defaults.length).toBeGreaterThan(100)
    expect(defaults.filter(({ env, text }) => !takes(env, text))).toEqual([])
  })

  it('of a number is a number in its range, or a text that is one', () => {
    for (const value of [1, 500, '200']) expect(takes('BATCH_RECORDS', value)).toBe(true)
    for (const value of [0, 501, 1.5, 'many', '', true]) expect(takes('BATCH_RECORDS', value)).toBe(false)
  })

  it('of an answer is one of YAML, or a text', () => {
    for (const value of [true, false, 'true']) expect(takes('MATCH_LEADS', value)).toBe(true)
    for (const value of ['yes', 1]) expect(takes('MATCH_LEADS', value)).toBe(false)
    expect(takes('OTEL_SDK_DISABLED', true)).toBe(true)
    expect(takes('OTEL_SDK_DISABLED', 'TRUE')).toBe(true)
  })

  it('of a choice is one of its values', () => {
    expect(takes('UNKNOWN_CALLER', 'skip')).toBe(true)
    expect(takes('UNKNOWN_CALLER', 'Skip')).toBe(false)
  })

  it('of an address begins with http', () => {
    expect(takes('SCHEMA_REGISTRY_URL', 'https://registry.example.com/apis')).toBe(true)
    expect(takes('SCHEMA_REGISTRY_URL', 'registry.example.com')).toBe(false)
  })

  it('of a list does not look into it: what is in it is read in other letters than it is written', () => {
    expect(takes('SKIP_DIRECTIONS', 'internal,Outbound')).toBe(true)
  })
})

describe('a variable', () => {
  it('is given in one way, which follows from what it is', () => {
    const given = Object.fromEntries(
      processes.flatMap(variablesOf).map((variable) => [variable.env, variable.given]),
    )
    expect(given).toMatchObject({
      KAFKA_BROKERS: 'text',
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_TLS_KEY: 'secret',
      KAFKA_TLS_CA: 'file',
      KAFKA_TLS_CERTIFICATE: 'file',
      SCHEMA_REGISTRY_CA: 'file',
      OWNER_MAPPING: 'path',
      SALESFORCE_FIELD_MAPPING: 'path',
      NODE_EXTRA_CA_CERTS: 'path',
      OTEL_EXPORTER_OTLP_HEADERS: 'secret-variable',
    })
    const secrets = keys.filter(({ secret }) => secret).map(({ env }) => env)
    expect(secrets.filter((env) => given[env] !== 'secret')).toEqual([])
  })

  it('that the chart sets is one of the code', () => {
    const known = new Set(keys.map(({ env }) => env))
    expect([...setByChart].filter((env) => !known.has(env))).toEqual([])
  })
})
