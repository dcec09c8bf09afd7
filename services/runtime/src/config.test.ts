import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ConfigError, httpUrl, integer, key, loadConfig, oneOf, text, textList } from './config.ts'
import type { ConfigSpec, Environment } from './config.ts'
import { genesysConfig } from './genesys/genesys-config.ts'
import { salesforceConfig } from './salesforce/config.ts'

const spec = {
  brokers: key({ env: 'BROKERS', parse: textList, doc: 'Where Kafka is.' }),
  url: key({ env: 'URL', parse: httpUrl, fallback: 'http://localhost', doc: 'Where the API is.' }),
  retries: key({ env: 'RETRIES', parse: integer(0, 10), fallback: 3, doc: 'How often.' }),
  policy: key({ env: 'POLICY', parse: oneOf(['skip', 'create']), fallback: 'skip', doc: 'What to do.' }),
  account: key<string | null>({
    env: 'ACCOUNT',
    parse: text,
    fallback: null,
    requiredWhen: { env: 'POLICY', is: 'create' },
    doc: 'For whom.',
  }),
  secret: key({
    env: 'SECRET',
    parse: text.min(8, 'must have 8 characters'),
    secret: true,
    doc: 'The secret.',
  }),
}

const given = { BROKERS: 'localhost:9092', SECRET: 'correct horse' }

function problemsOf(env: Environment, of: ConfigSpec = spec): readonly string[] {
  try {
    loadConfig(of, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

function fileWith(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-config-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'value')
  writeFileSync(file, content)
  return file
}

describe('a configuration', () => {
  it('has the values that are set, and the defaults of the others', () => {
    expect(
      loadConfig(spec, { ...given, BROKERS: ' a:1, b:2 ,', RETRIES: '5', URL: 'https://api.example/' }),
    ).toEqual({
      brokers: ['a:1', 'b:2'],
      url: 'https://api.example',
      retries: 5,
      policy: 'skip',
      account: null,
      secret: 'correct horse',
    })
  })

  it('tells all problems at once, each by its variable’s name and with its meaning', () => {
    expect(problemsOf({ URL: 'localhost:80', RETRIES: '11', POLICY: 'delete', SECRET: 'short' })).toEqual([
      'BROKERS is not set. Where Kafka is.',
      'URL must be an http or https address (it is "localhost:80"). Where the API is.',
      'RETRIES must be at most 10 (it is "11"). How often.',
      'POLICY must be one of skip, create (it is "delete"). What to do.',
      'SECRET must have 8 characters. The secret.',
    ])
  })

  it.each([
    ['ftp://us:secret@api.example', 'ftp://…@api.example'],
    ['https//us:secret@api.example', '…@api.example'],
    ['us:secret@api.example', '…@api.example'],
    ['https://us:se@cret@', 'https://…@'],
    ['ftp://secret@api.example/a', 'ftp://…@api.example/a'],
    ['api.example', 'api.example'],
  ])('shows what is wrong with the address %s, and no password', (URL, shown) => {
    expect(problemsOf({ ...given, URL })).toEqual([
      `URL must be an http or https address (it is "${shown}"). Where the API is.`,
    ])
  })

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig(spec, { ...given, RETRIES: '', URL: '', POLICY_FILE: '' })).toMatchObject({
      retries: 3,
      url: 'http://localhost',
    })
    expect(problemsOf({ ...given, BROKERS: '' })).toEqual(['BROKERS is not set. Where Kafka is.'])
  })

  it.each(['  ', '\t'])('says of a variable of blanks that it is blank: %j', (blank) => {
    expect(problemsOf({ ...given, SECRET: blank })[0]).toMatch(/^SECRET must not be blank/)
  })

  it.each(['', ',', ' , '])('knows no empty list: %j', (list) => {
    expect(problemsOf({ ...given, BROKERS: list })).toHaveLength(1)
  })

  it.each(['1.5', '1e3', '0x10', 'ten', '٣', '-1', '11', '99999999999999999999'])(
    'knows no number %s',
    (number) => {
      expect(problemsOf({ ...given, RETRIES: number })[0]).toMatch(/^RETRIES must be /)
    },
  )
})

describe('a key that another one requires', () => {
  it('may be missing when the other has another value', () => {
    expect(problemsOf({ ...given, POLICY: 'skip' })).toEqual([])
  })

  it('must be there when the other has the value', () => {
    expect(problemsOf({ ...given, POLICY: 'create' })).toEqual([
      'ACCOUNT is not set, and POLICY=create needs it. For whom.',
    ])
    expect(problemsOf({ ...given, POLICY: 'create', ACCOUNT: '' })).toHaveLength(1)
    expect(loadConfig(spec, { ...given, POLICY: 'create', ACCOUNT: 'acme' }).account).toBe('acme')
  })

  it('must be there when the other has the value from a file', () => {
    expect(problemsOf({ ...given, POLICY_FILE: fileWith('create\n') })).toHaveLength(1)
  })

  it('does not repeat a problem of the other', () => {
    expect(problemsOf({ ...given, POLICY: 'skip', POLICY_FILE: '/nowhere' })).toEqual([
      'POLICY and POLICY_FILE are both set. Set one of them.',
    ])
  })
})

describe('a key that stands in for another', () => {
  const either = {
    password: key<string | null>({
      env: 'PASSWORD',
      parse: text,
      fallback: null,
      requiredWithout: 'CARD',
      doc: 'The password.',
    }),
    card: key<string | null>({
      env: 'CARD',
      parse: text,
      fallback: null,
      requiredWith: 'PIN',
      excludes: 'PASSWORD',
      doc: 'The card.',
    }),
    pin: key<string | null>({
      env: 'PIN',
      parse: text,
      fallback: null,
      requiredWith: 'CARD',
      doc: 'Its number.',
    }),
  }

  it.each([
    [{ PASSWORD: 'a' }, { password: 'a', card: null, pin: null }],
    [
      { CARD: 'b', PIN: 'c' },
      { password: null, card: 'b', pin: 'c' },
    ],
  ])('is one of two ways: %j', (env, config) => {
    expect(loadConfig(either, env)).toEqual(config)
  })

  it.each([
    [{}, ['PASSWORD is not set, and neither is CARD, which could stand in for it. The password.']],
    [{ CARD: 'b' }, ['PIN is not set, and CARD needs it. Its number.']],
    [{ CARD: 'b', PIN: 'c', PASSWORD: 'a' }, ['CARD and PASSWORD are both set. Set one of them.']],
    [{ PIN: 'c', PASSWORD: 'a' }, ['CARD is not set, and PIN needs it. The card.']],
  ])('is said to be missing, or too much: %j', (env, problems) => {
    expect(problemsOf(env, either)).toEqual(problems)
  })

  it('may come from a file as well', () => {
    expect(loadConfig(either, { CARD_FILE: fileWith('b\n'), PIN: 'c' }).card).toBe('b')
  })
})

describe('a value from a file', () => {
  it('is read without the line break at its end', () => {
    const env = { BROKERS: 'a:1', SECRET_FILE: fileWith('correct horse\n') }
    expect(loadConfig(spec, env).secret).toBe('correct horse')
  })

  it('is none when the file is empty', () => {
    expect(problemsOf({ BROKERS: 'a:1', SECRET_FILE: fileWith('\n') })).toEqual([
      'SECRET is not set. The secret.',
    ])
  })

  it('must be readable', () => {
    expect(problemsOf({ BROKERS: 'a:1', SECRET_FILE: '/nowhere/at/all' })).toEqual([
      'SECRET_FILE cannot be read: ENOENT.',
    ])
    expect(problemsOf({ BROKERS: 'a:1', SECRET_FILE: tmpdir() })).toEqual([
      'SECRET_FILE cannot be read: EISDIR.',
    ])
  })

  it('must not be set beside the variable', () => {
    expect(problemsOf({ ...given, SECRET_FILE: fileWith('another') })).toEqual([
      'SECRET and SECRET_FILE are both set. Set one of them.',
    ])
  })
})

describe('a secret', () => {
  it('is never shown, wherever it is from', () => {
    const problems = [
      ...problemsOf({ BROKERS: 'a:1', SECRET: 'hunter2' }),
      ...problemsOf({ BROKERS: 'a:1', SECRET_FILE: fileWith('hunter2') }),
      ...problemsOf({ BROKERS: 'a:1', SECRET: 'hunter2', SECRET_FILE: fileWith('hunter2') }),
    ]
    expect(problems).toHaveLength(3)
    expect(problems.join(' ')).not.toContain('hunter2')
  })
})

describe('the vendors’ keys', () => {
  const vendors: ConfigSpec = { ...salesforceConfig, ...genesysConfig }

  it('that are missing are all named', () => {
    expect(problemsOf({}, vendors).map((problem) => problem.split(' ')[0])).toEqual([
      'SALESFORCE_LOGIN_URL',
      'SALESFORCE_CLIENT_ID',
      'SALESFORCE_CLIENT_SECRET',
      'GENESYS_API_URL',
      'GENESYS_LOGIN_URL',
      'GENESYS_CLIENT_ID',
      'GENESYS_CLIENT_SECRET',
    ])
  })

  it('hold a secret where the name says so', () => {
    const secrets = Object.values(vendors).filter(({ secret }) => secret)
    expect(secrets.map(({ env }) => env)).toEqual([
      'SALESFORCE_CLIENT_SECRET',
      'SALESFORCE_PRIVATE_KEY',
      'GENESYS_CLIENT_SECRET',
    ])
  })

  it.each([
    ['66.0', 'v66.0'],
    ['v57.0', 'v57.0'],
    ['57', 'v57.0'],
  ])('take %s for the version %s', (SALESFORCE_API_VERSION, version) => {
    const { salesforceApiVersion } = salesforceConfig
    expect(loadConfig({ salesforceApiVersion }, { SALESFORCE_API_VERSION })).toEqual({
      salesforceApiVersion: version,
    })
  })

  it.each(['0', '999999999999', '-5'])('take no wait of %s ms', (SALESFORCE_TIMEOUT_MS) => {
    const { salesforceTimeoutMs } = salesforceConfig
    expect(problemsOf({ SALESFORCE_TIMEOUT_MS }, { salesforceTimeoutMs })).toHaveLength(1)
  })
})
