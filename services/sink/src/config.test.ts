import { loadConfig } from '@calltrail/runtime'
import { describe, expect, it } from 'vitest'
import { sinkConfig } from './config.ts'

const given = {
  SALESFORCE_LOGIN_URL: 'https://acme.my.salesforce.example',
  SALESFORCE_CLIENT_ID: 'client',
  SALESFORCE_CLIENT_SECRET: 'secret',
}
const configOf = (env: Record<string, string>) => loadConfig(sinkConfig, { ...given, ...env })

describe('the policy for unknown callers', () => {
  it('is to skip when nothing is said', () => {
    expect(configOf({})).toMatchObject({ unknownCaller: 'skip', unknownCallerAccountId: null })
  })

  it('needs the account when calls are logged to one', () => {
    expect(() => configOf({ UNKNOWN_CALLER: 'log-to-account' })).toThrow(
      'UNKNOWN_CALLER_ACCOUNT_ID is not set, and UNKNOWN_CALLER=log-to-account needs it.',
    )
    const UNKNOWN_CALLER_ACCOUNT_ID = '001Sm0000UnknwnIAA'
    expect(configOf({ UNKNOWN_CALLER: 'log-to-account', UNKNOWN_CALLER_ACCOUNT_ID })).toMatchObject({
      unknownCaller: 'log-to-account',
      unknownCallerAccountId: UNKNOWN_CALLER_ACCOUNT_ID,
    })
  })

  it.each(['003Sm0000JohnD1', '001xx000002Edc', 'Unknown Callers', "001Sm0000Unknw'"])(
    'takes nothing for an account’s id that is none: %s',
    (UNKNOWN_CALLER_ACCOUNT_ID) => {
      expect(() => configOf({ UNKNOWN_CALLER_ACCOUNT_ID })).toThrow(/^UNKNOWN_CALLER_ACCOUNT_ID must be/)
    },
  )
})

describe('the org’s time zone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata'])(
    'may be %s',
    (SALESFORCE_TIME_ZONE) => {
      expect(configOf({ SALESFORCE_TIME_ZONE }).salesforceTimeZone).toBe(SALESFORCE_TIME_ZONE)
    },
  )

  it.each(['Berlin', 'CET+1', 'Europe/Atlantis', '../etc'])('may not be %s', (SALESFORCE_TIME_ZONE) => {
    expect(() => configOf({ SALESFORCE_TIME_ZONE })).toThrow(/^SALESFORCE_TIME_ZONE must be a time zone/)
  })
})

describe('what is logged', () => {
  it('is every call of a customer when nothing is said', () => {
    expect(configOf({})).toMatchObject({
      logInternalCalls: false,
      minCallSeconds: 0,
      skipQueues: [],
      onlyQueues: [],
      skipDirections: [],
    })
  })

  it('is told in lists and numbers', () => {
    const env = {
      LOG_INTERNAL_CALLS: 'true',
      MIN_CALL_SECONDS: '10',
      SKIP_QUEUES: 'Test Queue, queue-9',
      ONLY_QUEUES: 'Support Queue',
      SKIP_DIRECTIONS: 'outbound,INTERNAL',
    }
    expect(configOf(env)).toMatchObject({
      logInternalCalls: true,
      minCallSeconds: 10,
      skipQueues: ['Test Queue', 'queue-9'],
      onlyQueues: ['Support Queue'],
      skipDirections: ['OUTBOUND', 'INTERNAL'],
    })
  })

  it.each([
    ['LOG_INTERNAL_CALLS', 'yes'],
    ['MIN_CALL_SECONDS', '-1'],
    ['SKIP_DIRECTIONS', 'sideways'],
    ['ONLY_QUEUES', ','],
  ])('is not taken from %s=%s', (variable, value) => {
    expect(() => configOf({ [variable]: value })).toThrow(new RegExp(`^${variable} must`))
  })
})

describe('who owns the Tasks', () => {
  it('is found by e-mail when nothing is said', () => {
    expect(configOf({})).toMatchObject({ ownerBy: 'email', ownerMappingPath: null, defaultOwnerId: null })
  })

  it('needs the file when only that is to count', () => {
    expect(() => configOf({ OWNER_BY: 'mapping' })).toThrow(/^OWNER_MAPPING is not set, and OWNER_BY=mapping/)
  })

  it.each(['003Sm0000JohnD1IQI', 'agent.smith@acme.example'])(
    'by default is a user, which this is not: %s',
    (SALESFORCE_DEFAULT_OWNER_ID) => {
      expect(() => configOf({ SALESFORCE_DEFAULT_OWNER_ID })).toThrow(
        /^SALESFORCE_DEFAULT_OWNER_ID must be the id of a user/,
      )
    },
  )
})
