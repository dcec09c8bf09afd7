import { describe, expect, it } from 'vitest'
import { secureKafka } from './kafka-security.ts'

const place = { host: '172.17.0.1', doors: { login: 3333, certificate: 4444 }, folder: '/secrets' }
const tokens = { jwksUrl: 'http://127.0.0.1:1/keys', issuer: 'us', audience: 'kafka' }

describe('a guarded Kafka', () => {
  it('lets nobody do what no list allows', () => {
    const { properties, doors } = secureKafka({ users: ['sink'], tokens }, place)
    expect(properties).toMatchObject({
      'allow.everyone.if.no.acl.found': false,
      'listener.name.certificate.ssl.client.auth': 'required',
      'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512,PLAIN,OAUTHBEARER',
      'sasl.oauthbearer.expected.audience': 'kafka',
    })
    expect(doors).toMatchObject({ loginBrokers: '172.17.0.1:3333', certificateBrokers: '172.17.0.1:4444' })
  })

  it('finds its files where they are said to be', () => {
    const { properties, files } = secureKafka({ users: [] }, place)
    expect(Object.keys(files).map((name) => `/secrets/${name}`)).toEqual([
      properties['ssl.keystore.location'],
      properties['ssl.truststore.location'],
    ])
  })

  it('that knows no issuer of tokens takes none', () => {
    const { properties } = secureKafka({ users: [] }, place)
    expect(properties['sasl.enabled.mechanisms']).not.toContain('OAUTHBEARER')
  })
})
