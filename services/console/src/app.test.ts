import { describe, expect, it } from 'vitest'
import { runConsole } from './app.ts'
import type { Console } from './console.ts'
import { fakeConsole } from './testing/fake-console.ts'

async function run(line: string | readonly string[], changes: Partial<Console> = {}) {
  const { console, written } = fakeConsole(changes)
  const args = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
  return { exitCode: await runConsole(args, console), ...written }
}

describe('wrong usage', () => {
  it.each([
    ['', 'Usage: calltrail'],
    ['dead-letters', 'Usage: calltrail dead-letters'],
    ['nonsense', "unknown command 'nonsense'"],
    ['dead-letters lst', '(Did you mean list?)'],
    ['dead-letters list --stag sink', "unknown option '--stag'"],
    ['dead-letters list --stage ingress', 'Allowed choices are enricher, sink.'],
    ['dead-letters list --code NOPE', 'The codes are RECORD_UNDECODABLE, '],
    ['dead-letters list --since yesterday', 'It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.'],
    ['dead-letters list --older-than 2026-02-31', 'It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.'],
    ['dead-letters list --limit 0', 'It must be a whole number from 1 to 100000.'],
    ['dead-letters list --limit 1e3', 'It must be a whole number from 1 to 100000.'],
    ['dead-letters list extra', 'too many arguments'],
    ['dead-letters show', "missing required argument 'handle'"],
    ['dead-letters show enricher-0-1 enricher-0-2', 'too many arguments'],
    [
      'dead-letters show ingress-0-1',
      'ingress-0-1 is no handle: there is no stage ingress. The stages are enricher, sink.',
    ],
    ['dead-letters show enricher-02-1', 'enricher-02-1 is no handle: a partition and an offset are numbers'],
    ['dead-letters show enricher-2-1234567890123456', 'is no handle: a partition and an offset are numbers'],
    ['dead-letters replay', 'Say which dead letters: '],
    ['dead-letters replay enricher-0-1 --all', 'together they could be meant in two ways'],
    ['dead-letters replay enricher-0-1 --stage sink', 'together they could be meant in two ways'],
    ['dead-letters replay --all --code HANDLER_FAILED', 'together they could be meant in two ways'],
    ['dead-letters replay ingress-0-1', 'ingress-0-1 is no handle'],
    ['dead-letters replay --all --rate 0', 'It must be a whole number from 1 to 10000.'],
    ['dead-letters replay --all --max-replays -1', 'It must be a whole number from 0 to 1000.'],
    [
      'dead-letters replay --all --payload p.json',
      'Give one handle with --payload: a payload is for one dead letter.',
    ],
    ['dead-letters replay sink-0-1 sink-0-2 --payload p.json', 'Give one handle with --payload'],
    ['dead-letters replay sink-0-1 --payload p.json', 'The payload cannot be read from p.json: ENOENT.'],
    ['dead-letters resolve enricher-0-1', "required option '--reason <text>' not specified"],
    ['dead-letters resolve --reason tests', 'Say which dead letters: '],
    ['reconcile', 'Say since when: --from 2026-03-14, --from 7d, or a schedule by --every 1h.'],
    ['reconcile --from yesterday', 'It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.'],
    ['reconcile --from 2h --to 3h', '--from must be before --to'],
    ['reconcile --from 10m', '--from must be before --to, and before the last minutes'],
    ['reconcile --from 2025-03-13', '--from lies more than 365 days ago'],
    ['reconcile --from 2h --lag 2', 'It must be like 15m or 1h, to 1d.'],
    ['reconcile --every 1s', 'It must be like 15m, 1h or 1d, from 1m to 7d.'],
    ['reconcile --every 1h --to 2026-03-14', 'Give either --to or --every: a schedule has no end.'],
    ['reconcile --every 1h --fresh', '--fresh is for a range'],
    ['reconcile --from 2h --repair --restore', '--restore goes with --repair and --salesforce'],
    ['reconcile --from 2h --per-second 0', 'It must be a whole number from 1 to 1000.'],
    ['health --from yesterday', 'It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.'],
    ['health --from 1h --to 2h', '--from must be before --to.'],
    ['call', "missing required argument 'id'"],
    ['call a b', 'too many arguments'],
    ['call a --since then', 'It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.'],
    ['forget', 'Say who: --phone, --contact, --email or --conversation'],
    ['forget --phone 015112345678', 'It must be a number with a + and its country code'],
    ['forget --phone +49151', 'It has a country code, but too many or too few digits'],
    ['forget --contact 001Sm0000Acme01IQA', 'It must be the id of a contact (003…) or a lead (00Q…)'],
    ['forget --email acme.example', 'It must be an e-mail address.'],
    // Half a person is not forgotten: what is not looked through may be theirs, or be needed by others.
    ['forget --phone +4915112345678 --since 7d', "error: unknown option '--since'"],
  ])('“calltrail %s” says what is wrong and ends with 2', async (line, words) => {
    const { exitCode, stdout, stderr } = await run(line)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(words)
    expect(stdout).toBe('')
  })

  it.each(['show', 'replay'])(
    '%s of an empty name, as a script with an unset variable gives, is one',
    async (verb) => {
      const { exitCode, stderr } = await run(['dead-letters', verb, ''])
      expect(exitCode).toBe(2)
      expect(stderr).toBe('An empty text names no dead letter.\n')
    },
  )

  it.each(['--reason', '--by'])('a blank %s is one', async (option) => {
    const { exitCode, stderr } = await run(['dead-letters', 'replay', '--all', option, ' '])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('It must not be blank.')
  })
})

describe('--help', () => {
  it.each([
    ['', 'Exit codes'],
    ['dead-letters', "A dead letter's handle is its stage, partition and offset"],
    ['dead-letters list', '--older-than <time>'],
    ['dead-letters show', '--reveal'],
    ['dead-letters replay', '--max-replays <n>'],
    ['dead-letters resolve', '--reason <text>'],
    ['reconcile', '--longest-call <duration>'],
    ['health', 'Total calls   = Logged + Skipped + Failed + Resolved + In flight'],
    ['call', '--reveal'],
    ['forget', 'What stays for now, with its reason'],
  ])('of “calltrail %s” explains it, with examples, and ends with 0', async (line, words) => {
    const { exitCode, stdout, stderr } = await run(`${line} --help`)
    expect(exitCode).toBe(0)
    expect(stdout).toContain(words)
    expect(stdout).toContain('Examples')
    expect(stderr).toBe('')
  })
})

describe('without its variables', () => {
  const genesysVariables = [
    'GENESYS_API_URL',
    'GENESYS_LOGIN_URL',
    'GENESYS_CLIENT_ID',
    'GENESYS_CLIENT_SECRET',
  ]

  it.each(['reconcile --from 2h --salesforce', 'reconcile --from 31d'])(
    '“calltrail %s” names those of Salesforce, too',
    async (line) => {
      const { exitCode, stderr } = await run(line)
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/^SALESFORCE_LOGIN_URL is not set/m)
    },
  )

  it.each([
    ['dead-letters list', ['KAFKA_BROKERS']],
    ['dead-letters resolve --all --reason tests', ['KAFKA_BROKERS']],
    ['dead-letters show enricher-0-1', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['dead-letters replay --all', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['reconcile --from 2h', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', ...genesysVariables]],
    [
      'reconcile --from 2h --repair',
      ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', ...genesysVariables, 'INGRESS_URL', 'GENESYS_WEBHOOK_SECRET'],
    ],
    ['health', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['call a', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['forget --phone +4915112345678', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL']],
    ['reconcile --every 1h', ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', ...genesysVariables]],
  ])('“calltrail %s” names those that it needs, and ends with 1', async (line, variables) => {
    const { exitCode, stdout, stderr } = await run(line)
    expect(exitCode).toBe(1)
    expect([...stderr.matchAll(/^(\w+) is not set/gm)].map(([, name]) => name)).toEqual(variables)
    expect(stdout).toBe('')
  })

  it('a link to traces without a place for the trace is refused', async () => {
    const env = { TRACE_LINK: 'http://localhost:16686' }
    const { exitCode, stderr } = await run('call a', { env })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('TRACE_LINK must have {traceId} in it (it is "http://localhost:16686")')
  })

  it('a wrong value is named with what is right', async () => {
    const env = { KAFKA_BROKERS: 'localhost:9092', SCHEMA_REGISTRY_URL: 'localhost:8081' }
    const { exitCode, stderr } = await run('dead-letters show enricher-0-1', { env })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('SCHEMA_REGISTRY_URL must be an http or https address (it is "localhost:8081")')
  })
})
