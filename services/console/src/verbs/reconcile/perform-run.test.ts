import { describe, expect, it, vi } from 'vitest'
import type { Console } from '../../console.ts'
import type { Conversation } from '../../domain/conversation.ts'
import { ConsoleError } from '../../domain/console-error.ts'
import { agent, conversation, customer } from '../../testing/conversations.ts'
import { fakeConsole } from '../../testing/fake-console.ts'
import { fakeBookmarks, fakeReconcileDesk } from '../../testing/fake-reconcile-desk.ts'
import type { FakeBookmarks, FakeDesk } from '../../testing/fake-reconcile-desk.ts'
import type { ReconcileOptions } from './options.ts'
import { reconcileOnce } from './perform-run.ts'

const minute = 60_000
const hour = 60 * minute
const now = Date.parse('2026-03-14T12:00:00Z')

const defaults: ReconcileOptions = {
  from: '2026-03-14T00:00Z',
  lag: 15 * minute,
  longestCall: 4 * hour,
  perSecond: 1_000,
  limit: 200,
  state: 'nowhere',
}

function call(conversationId: string, endedAt = Date.parse('2026-03-14T10:10:30Z')): Conversation {
  const participants = [customer, agent('a')]
  return conversation({ conversationId, startedAt: endedAt - 10 * minute, endedAt, participants })
}

const traces = {
  'logged:a': [{ kind: 'logged' }],
  'skipped:a': [{ kind: 'skipped', reason: 'UNKNOWN_CALLER' }],
  'flying:a': [{ kind: 'received', at: Date.parse('2026-03-14T10:10:32Z') }],
  'dead:a': [{ kind: 'dead', handle: 'sink-2-5', code: 'SALESFORCE_ROW_LOCKED', at: 1, state: 'open' }],
} as const

const deskOf = (...names: string[]) =>
  fakeReconcileDesk({ conversations: names.map((name) => call(name)), traces })

interface Case {
  readonly desk?: FakeDesk
  readonly options?: Partial<ReconcileOptions>
  readonly console?: Partial<Console>
  readonly bookmarks?: FakeBookmarks
}

async function reconcile({ desk = deskOf(), options, console: changes, bookmarks = fakeBookmarks() }: Case) {
  const { console, written } = fakeConsole({ now: () => now, ...changes })
  const openDesk = vi.fn(async () => desk)
  const outcome: unknown = await reconcileOnce(
    console,
    { ...defaults, ...options },
    { openDesk, bookmarks },
  ).catch((error: unknown) => error)
  return { outcome, ...written, desk, openDesk, bookmarks }
}

describe('when all calls are accounted for', () => {
  it('it says so, with exit code 0, and closes what it opened', async () => {
    const { outcome, stdout, desk } = await reconcile({ desk: deskOf('logged', 'skipped') })
    expect(outcome).toBe(0)
    expect(stdout).toBe(
      [
        '2 voice conversations ended from 2026-03-14 00:00:00Z to 2026-03-14 11:45:00Z.',
        '2 calls are accounted for: 1 logged, 1 skipped (1 UNKNOWN_CALLER).',
        'None is missing.',
        '',
      ].join('\n'),
    )
    expect(desk.closed).toBe(1)
  })

  it('also when there were none', async () => {
    expect(await reconcile({})).toMatchObject({
      outcome: 0,
      stdout: expect.stringContaining('0 voice conversations ended'),
    })
  })
})

describe('when some are not', () => {
  it('it prints each with what became of it, with exit code 4', async () => {
    const { outcome, stdout } = await reconcile({
      desk: deskOf('logged', 'lost', 'flying', 'dead', 'skipped'),
    })
    expect(outcome).toBe(4)
    expect(stdout).toBe(
      [
        '2026-03-14 00:00:00Z to 2026-03-14 11:45:00Z: 5 conversations',
        'Ended                 Event     What became of it',
        '─'.repeat(75),
        '2026-03-14 10:10:30Z  lost:a    never received',
        '2026-03-14 10:10:30Z  flying:a  in flight since 2026-03-14 10:10:32Z',
        '2026-03-14 10:10:30Z  dead:a    dead letter sink-2-5: SALESFORCE_ROW_LOCKED',
        '',
        '5 voice conversations ended from 2026-03-14 00:00:00Z to 2026-03-14 11:45:00Z.',
        '2 calls are accounted for: 1 logged, 1 skipped (1 UNKNOWN_CALLER).',
        "Not there: 1 never received, 1 dead-lettered ('dead-letters show' tells why, 'dead-letters replay' tries again), 1 in flight.",
        "'--repair' sends what was never received through the ingress.",
        '',
      ].join('\n'),
    )
  })

  it('it prints the skipped ones as well when that is wanted', async () => {
    const { stdout } = await reconcile({ desk: deskOf('skipped'), options: { skipped: true } })
    expect(stdout).toContain('skipped:a  skipped: UNKNOWN_CALLER')
  })

  it('it prints no more than the limit, and counts the others', async () => {
    const { stdout } = await reconcile({ desk: deskOf('lost', 'flying', 'dead'), options: { limit: 1 } })
    expect(stdout).toContain('lost:a')
    expect(stdout).not.toContain('flying:a')
    expect(stdout).toContain('2 more calls. --limit or --json shows them.\n')
  })

  it('it prints a JSON document for each, and one for all', async () => {
    const { outcome, stdout } = await reconcile({
      desk: deskOf('logged', 'lost', 'dead'),
      options: { json: true },
    })
    expect(outcome).toBe(4)
    const shared = {
      kind: 'call',
      participantId: 'a',
      direction: 'INBOUND',
      startedAt: '2026-03-14T10:00:15.000Z',
      endedAt: '2026-03-14T10:10:30.000Z',
    }
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(documents).toEqual([
      { ...shared, eventId: 'lost:a', conversationId: 'lost', state: 'never-received' },
      {
        ...shared,
        eventId: 'dead:a',
        conversationId: 'dead',
        state: 'dead-lettered',
        handle: 'sink-2-5',
        code: 'SALESFORCE_ROW_LOCKED',
      },
      {
        kind: 'summary',
        from: '2026-03-14T00:00:00.000Z',
        to: '2026-03-14T11:45:00.000Z',
        interrupted: false,
        conversations: 3,
        verdicts: { logged: 1, 'never-received': 1, 'dead-lettered': 1 },
        skipped: {},
        sent: 0,
        refused: 0,
        notThere: 2,
      },
    ])
  })
})

describe('with --repair', () => {
  const options = { repair: true }

  it('somebody who is there is asked once, and the calls are sent', async () => {
    const confirm = vi.fn(async () => true)
    const { outcome, stdout, desk } = await reconcile({
      desk: deskOf('logged', 'lost'),
      options,
      console: { confirm },
    })
    expect(confirm.mock.calls).toEqual([
      ['Send 1 call that ended from 2026-03-14 00:00:00Z to 2026-03-14 11:45:00Z to http://ingress.test?'],
    ])
    expect(outcome).toBe(0)
    expect(desk.sent).toMatchObject([{ conversationId: 'lost', participantId: 'a' }])
    expect(stdout).toContain('Sent 1 call through the ingress: the next run tells what became of them.\n')
  })

  it('a yes for the first day is one for the others', async () => {
    const confirm = vi.fn(async () => true)
    const yesterday = call('earlier', Date.parse('2026-03-13T10:10:30Z'))
    const desk = fakeReconcileDesk({ conversations: [yesterday, call('lost')] })
    await reconcile({ desk, options: { ...options, from: '2026-03-13' }, console: { confirm } })
    expect(confirm.mock.calls).toEqual([[expect.stringMatching(/ and those of later days\?$/)]])
    expect(desk.sent).toHaveLength(2)
  })

  it('a no sends nothing, and is said by 130', async () => {
    const { outcome, desk } = await reconcile({
      desk: deskOf('lost'),
      options,
      console: { confirm: async () => false },
    })
    expect(outcome).toMatchObject({ exitCode: 130, message: 'Nothing more was sent.' })
    expect(desk.sent).toEqual([])
  })

  it.each<[string, Case]>([
    ['somebody who has said yes', { desk: deskOf('lost'), options: { ...options, yes: true } }],
    ['nothing that could be sent', { desk: deskOf('dead'), options }],
    ['a comparison only', { desk: deskOf('lost') }],
  ])('nobody is asked about %s', async (_, given) => {
    const confirm = vi.fn(async () => false)
    const { outcome } = await reconcile({ ...given, console: { confirm } })
    expect(confirm).not.toHaveBeenCalled()
    expect(typeof outcome).toBe('number')
  })

  it('what cannot be sent remains, with exit code 4', async () => {
    const { outcome, desk } = await reconcile({ desk: deskOf('lost', 'dead'), options })
    expect(outcome).toBe(4)
    expect(desk.sent).toHaveLength(1)
  })

  it('what the ingress refuses is named, with exit code 4', async () => {
    const desk = fakeReconcileDesk({
      conversations: [call('lost')],
      admit: () => ({ kind: 'refused', reason: 'endTime is wrong' }),
    })
    const { outcome, stdout } = await reconcile({ desk, options })
    expect(outcome).toBe(4)
    expect(stdout).toContain('Refused by the ingress: lost:a: endTime is wrong\n')
    expect(stdout).toContain('The ingress refused 1 call.\n')
  })
})

describe('a run that ends before its time', () => {
  const twoDays = [call('earlier', Date.parse('2026-03-13T10:10:30Z')), call('logged')]
  const options = { from: '2026-03-13' }

  it('says how far it came and is gone on with by the same command; one that is done is not', async () => {
    const interruption = new AbortController()
    const bookmarks = fakeBookmarks()
    const desk = fakeReconcileDesk({
      conversations: twoDays,
      traces,
      beforePage: (asked) => {
        if (asked === 4) interruption.abort()
      },
    })
    const first = await reconcile({ desk, options, bookmarks, console: { signal: interruption.signal } })
    expect(first.outcome).toBe(130)
    expect(first.stdout).toContain('earlier:a  never received')
    expect(first.stdout).toContain(
      '1 voice conversation ended from 2026-03-13 00:00:00Z to 2026-03-14 00:00:00Z.',
    )
    expect(first.stdout).toContain(
      'Interrupted, with all done that ended before 2026-03-14 00:00:00Z. The same command goes on from there.\n',
    )

    const second = await reconcile({ desk, options, bookmarks })
    expect(second.stderr).toBe(
      'Goes on at 2026-03-14 00:00:00Z, where an earlier run stopped. --fresh begins anew.\n',
    )
    expect(second.stdout).not.toContain('earlier:a')
    expect(second.stdout).toContain('2 voice conversations ended from 2026-03-13 00:00:00Z')
    expect(second.outcome).toBe(4)

    const third = await reconcile({ desk, options, bookmarks })
    expect(third.stderr).toBe('')
    expect(third.stdout).toContain('earlier:a')
  })

  it('because something failed says what it knows, and then what failed', async () => {
    const failure = new ConsoleError(1, 'Genesys Cloud answered 503')
    const desk = fakeReconcileDesk({
      conversations: twoDays,
      beforePage: (asked) => {
        if (asked === 4) throw failure
      },
    })
    const { outcome, stdout } = await reconcile({ desk, options })
    expect(outcome).toBe(failure)
    expect(stdout).toContain('earlier:a  never received')
    expect(stdout).toContain('Stopped, with all done that ended before 2026-03-14 00:00:00Z.')
  })
})

describe('calls that Kafka has forgotten', () => {
  it('are looked for in Salesforce, which is said', async () => {
    const ended = Date.parse('2026-02-01T10:10:30Z')
    const desk = fakeReconcileDesk({
      conversations: [call('there', ended), call('where', ended)],
      tasks: ['there:a'],
    })
    const options = { from: '2026-02-01', to: '2026-02-02' }
    const { outcome, stdout, stderr, openDesk } = await reconcile({ desk, options })
    expect(openDesk.mock.calls[0]).toMatchObject([{}, { salesforce: true, frontDoor: false }])
    expect(stderr).toBe(
      'Kafka tells of calls since 2026-02-12 12:00:00Z; for those before, Salesforce is asked as well.\n',
    )
    expect(outcome).toBe(4)
    expect(stdout).toContain('where:a  no Task in Salesforce; Kafka no longer tells why')
    expect(stdout).toContain('1 call is accounted for: 1 logged.')
  })
})
