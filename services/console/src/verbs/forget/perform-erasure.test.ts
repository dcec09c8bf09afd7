import { callsEnded, callsEnriched, callsLogged, enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { endedCall, enrichedCall, loggedEvent } from '@calltrail/schemas/testing'
import { describe, expect, it } from 'vitest'
import type { Console } from '../../console.ts'
import { deadLetterOf } from '../../domain/dead-letter.ts'
import type { Person } from '../../domain/person.ts'
import { resolutionOf } from '../../domain/resolution.ts'
import { fakeConsole } from '../../testing/fake-console.ts'
import { fakeForgetDesk } from '../../testing/fake-forget-desk.ts'
import type { FakeForgetDesk, LaidRecord } from '../../testing/fake-forget-desk.ts'
import { performErasure } from './perform-erasure.ts'

const at = Date.parse('2026-03-14T08:00:00Z')
const nobody: Person = { phones: new Set(), contacts: new Set(), emails: new Set(), conversations: new Set() }
const john: Person = { ...nobody, phones: new Set(['+15551234567']) }
const other = { conversationId: 'conversation-222', callerId: '+15557654321' }
const others = enrichedCall({ ...other, customerPhone: other.callerId, contact: null })

/** Two calls of the person among those of others. */
const laid: readonly LaidRecord[] = [
  { topic: callsEnded.name, event: endedCall(), at },
  { topic: callsEnded.name, event: endedCall(other), at },
  { topic: callsEnriched.name, event: others, at },
  { topic: callsEnriched.name, event: enrichedCall(), at },
  { topic: callsEnriched.name, event: others, at: at + 1_000 },
  { topic: callsEnriched.name, event: enrichedCall({ conversationId: 'conversation-333' }), at: at + 2_000 },
]

async function perform(
  desk: FakeForgetDesk,
  options: {
    readonly yes?: boolean
    readonly json?: boolean
    readonly linked?: boolean
    readonly person?: Person
  } = {},
  changes: Partial<Console> = {},
) {
  const { console, written } = fakeConsole(changes)
  const { person = john, linked = false } = options
  const run = performErasure(console, desk, { given: person, linked }, options)
  const exitCode = await run.catch((error: { exitCode?: number; message: string }) => {
    written.stderr += `${error.message}\n`
    return error.exitCode
  })
  return { exitCode, ...written }
}

const yes = { yes: true } as const
/** Milliseconds; the largest number that Kafka takes. */
const longestSetting = 2 ** 63

describe('what was found', () => {
  it('is shown with when it goes by itself, what goes with it, and from when the topic can be replayed then', async () => {
    const { stdout, exitCode } = await perform(fakeForgetDesk(laid))
    expect(stdout).toBe(`3 records of this person, of 6 that were read:

Topic              Partition  Records  Oldest                Newest                Gone by itself by     Deletable now  Others with it  Then replayable from
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
calls.ended.v1             0        1  2026-03-14 08:00:00Z  2026-03-14 08:00:00Z  2026-03-22 08:00:00Z              1               0  2026-03-14 08:00:00Z
calls.enriched.v1          0        2  2026-03-14 08:00:00Z  2026-03-14 08:00:02Z  2026-03-22 08:00:02Z              2               2  now on

Named by conversation in conversationId (3), phone in callerId (3), phone in customerPhone (2).
The customer of these calls is also known by contact 003Sm0000JohnD1, 1 e-mail address: --linked looks for that as well.

Nothing was deleted: --yes deletes what can go.
`)
    expect(exitCode).toBe(4)
  })

  it.each([{ retentionMs: longestSetting }, { segmentMs: longestSetting }])(
    'never goes by itself where a topic is to keep it for longer than there are dates: %j',
    async (longest) => {
      const keeping = { retentionMs: 1_000, segmentMs: 1_000, ...longest }
      const desk = fakeForgetDesk(laid, { keeping })
      const { stdout } = await perform(desk)
      expect(stdout).toMatch(/^calls\.ended\.v1 .*Z  never /m)
      const document = await perform(desk, { json: true })
      expect(JSON.parse(document.stdout)).toMatchObject({ found: [{ goneBy: null }, { goneBy: null }] })
    },
  )

  it('may be more than fits into one call of a function', async () => {
    const many = Array.from({ length: 150_000 }, (_, index) => ({ ...laid[0]!, at: at + index }))
    const person = { ...nobody, conversations: new Set(['conversation-111']) }
    const { stdout, stderr } = await perform(fakeForgetDesk(many), { json: true, person })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject({
      found: [{ records: 150_000, oldest: '2026-03-14T08:00:00.000Z', newest: '2026-03-14T08:02:29.999Z' }],
    })
  })

  it('is only told when nobody is there to say yes', async () => {
    const desk = fakeForgetDesk(laid)
    await perform(desk)
    expect(desk.lying()).toHaveLength(laid.length)
  })

  it('is asked about in a terminal, and a no deletes nothing', async () => {
    const desk = fakeForgetDesk(laid)
    const asked: string[] = []
    const confirm = async (question: string) => {
      asked.push(question)
      return false
    }
    const { exitCode, stderr } = await perform(desk, {}, { confirm })
    expect(asked).toEqual([
      'Delete 3 records of this person, and 2 of others, from 2 partitions? This cannot be undone.',
    ])
    expect([exitCode, stderr]).toEqual([130, 'Nothing was deleted.\n'])
    expect(desk.lying()).toHaveLength(laid.length)
  })

  it('is deleted after a yes, with a document on standard output and what was asked about beside it', async () => {
    const desk = fakeForgetDesk(laid)
    const { exitCode, stdout, stderr } = await perform(desk, { json: true }, { confirm: async () => true })
    expect(stderr).toContain('3 records of this person')
    expect(JSON.parse(stdout)).toMatchObject({ deleted: { records: 3, others: 2, resolved: 0 }, left: [] })
    expect(exitCode).toBe(0)
  })
})

it('after a deletion everything is read again, by all that is known by then, and a second run finds nothing', async () => {
  const desk = fakeForgetDesk([
    ...laid,
    { topic: enricherTopics.followUpTiers[0]!, event: endedCall({ callerId: null }), at },
  ])
  const { stdout, exitCode } = await perform(desk, yes)
  expect(stdout).toContain(
    'Deleted 4 records of this person, and 2 of others with them.\nRead again: nothing in Kafka names this person.\n',
  )
  expect(stdout).toContain('Their bytes stay on the disks of the brokers until the segment')
  expect(exitCode).toBe(0)
  expect(desk.lying().map(({ event }) => event!['conversationId'])).toEqual(['conversation-222'])

  const second = await perform(desk, yes)
  expect(second).toMatchObject({ exitCode: 3, stdout: 'Nothing in Kafka names this person, in 1 records.\n' })
})

it('a call is looked for in topics that were read before it was known: once more, and no oftener', async () => {
  const desk = fakeForgetDesk([
    { topic: callsEnded.name, event: endedCall({ callerId: null }), at },
    ...laid.slice(2),
  ])
  await perform(desk)
  expect(desk.readings()).toBe(2)
})

it('what the customer is known by as well is looked for when that is asked for', async () => {
  const withheld = enrichedCall({ conversationId: 'conversation-444', callerId: null, customerPhone: null })
  const desk = fakeForgetDesk([...laid, { topic: callsEnriched.name, event: withheld, at }])
  const { stdout } = await perform(desk, { linked: true })
  expect(stdout).toMatch(/^4 records of this person/)
  expect(stdout).not.toContain('also known by')
})

describe('between the question and the deletion', () => {
  it('a group may have moved on: what was not shown is not deleted', async () => {
    const desk = fakeForgetDesk(laid)
    desk.committed.set('team-reports', new Map([[callsEnriched.name, 3]]))
    const confirm = async () => {
      desk.committed.get('team-reports')!.set(callsEnriched.name, 4)
      return true
    }
    const { exitCode, stdout } = await perform(desk, {}, { confirm })
    expect(stdout).toContain(
      'calls.enriched.v1/0: the consumer group team-reports has not read it (it is at offset 3)',
    )
    expect(stdout).toContain('Deleted 2 records of this person, and 1 of others with them.')
    expect(exitCode).toBe(4)
  })

  it('a group may have been set back: what it has to read again stays', async () => {
    const desk = fakeForgetDesk(laid)
    const confirm = async () => {
      desk.committed.get(sinkTopics.consumerGroup)!.set(callsEnriched.name, 0)
      return true
    }
    await perform(desk, {}, { confirm })
    expect(desk.lying().filter(({ topic }) => topic.name === callsEnriched.name)).toHaveLength(4)
  })
})

it('while calls of others wait in an outage of Salesforce, what tells that they have arrived stays', async () => {
  const desk = fakeForgetDesk(laid)
  desk.committed.get(sinkTopics.consumerGroup)!.set(callsEnriched.name, 2)
  const { stdout, exitCode } = await perform(desk, yes)
  expect(stdout).toContain('calls.ended.v1/0: it tells that calls have arrived which are still on their way')
  expect(exitCode).toBe(4)
  expect(desk.lying().filter(({ topic }) => topic.name === callsEnded.name)).toHaveLength(2)
})

describe('dead letters of the person', () => {
  const dead = { topic: enricherTopics.deadLetters, event: endedCall(), at }

  it('are resolved as forgotten, without the id of the call, and then deleted', async () => {
    const desk = fakeForgetDesk([dead])
    const { exitCode, stdout } = await perform(desk, yes)
    expect(stdout).toContain(
      'Deleted 1 record of this person, and 0 of others with them. 1 open dead letter of theirs resolved as forgotten.',
    )
    expect(exitCode).toBe(0)
    expect(desk.resolutions.map(({ value }) => value)).toEqual([
      {
        kind: 'resolved',
        at: '2026-03-14T12:00:00.000Z',
        by: 'ann',
        reason: 'forgotten',
        deadLetterTimestamp: at,
      },
    ])
  })

  it('are resolved also when an open one of somebody else holds up their deletion', async () => {
    const desk = fakeForgetDesk([{ ...dead, event: endedCall(other) }, dead])
    const { exitCode, stdout } = await perform(desk, yes)
    expect(stdout).toContain(
      '1 dead letter of others before it is open, first enricher-0-0: replay or resolve it',
    )
    expect(exitCode).toBe(4)
    expect(desk.resolutions).toHaveLength(1)
    expect(desk.lying()).toHaveLength(2)
  })

  const note = (event: CallEnded, offset: number, reason: string) => {
    const place = { stage: 'enricher', partition: 0, offset } as const
    const headers = { ce_id: event.eventId }
    const deadLetter = deadLetterOf({ place, timestamp: at, key: null, value: null, headers })
    return resolutionOf(deadLetter, { kind: 'resolved', at, by: 'ben', reason })
  }
  const bare = (offset: number) => {
    const { eventId: _, reason: __, ...value } = note(dead.event, offset, '').value
    return { place: { stage: 'enricher', partition: 0, offset }, value }
  }

  it('that were resolved before are still resolved, without the id of the call and what was written of it', async () => {
    const desk = fakeForgetDesk([dead])
    desk.resolutions.push(note(dead.event, 0, 'Mr Doe has called again'))
    const { stdout } = await perform(desk, yes)
    expect(stdout).toContain(
      '1 resolution of dead letters names them, by an event id or in a reason; that is taken out.',
    )
    expect(desk.resolutions.at(-1)).toEqual(bare(0))
  })

  it('that are long gone, or that say no event, are found in what was said of them', async () => {
    const desk = fakeForgetDesk([...laid, { ...dead, event: endedCall(other) }, dead])
    const { eventId: _, ...value } = note(dead.event, 1, 'by hand').value
    const noEvent = { ...note(dead.event, 1, ''), value }
    desk.resolutions.push(note(dead.event, 99, 'logged by hand'), noEvent)
    await perform(desk, yes)
    expect(desk.resolutions.slice(2)).toEqual([bare(99), bare(1)])
  })

  it('of others keep their event, and lose a reason that names the person', async () => {
    const desk = fakeForgetDesk(laid)
    const others = [
      note(endedCall(other), 0, 'the caller is (555) 123-4567'),
      note(endedCall(other), 1, 'a copy of conversation-111'),
      note(endedCall(other), 2, 'John.Doe@acme.example has written'),
      note(endedCall(other), 3, 'a test'),
    ]
    desk.resolutions.push(...others)
    await perform(desk, { ...yes, linked: true })
    const said = desk.resolutions.slice(4)
    expect(said.map(({ place, value }) => [place.offset, value.eventId, value.reason])).toEqual(
      [0, 1, 2].map((offset) => [offset, 'conversation-222:user-agent-1', undefined]),
    )
  })

  it('are not written over again by a second run, while they have to stay', async () => {
    const desk = fakeForgetDesk([{ ...dead, event: endedCall(other) }, dead])
    await perform(desk, yes)
    await perform(desk, yes)
    expect(desk.resolutions).toHaveLength(1)
  })
})

describe('what was aborted is in nobody’s way', () => {
  const aborted = true

  it('no dead letter of somebody else that nobody can see, and resolve', async () => {
    const topic = enricherTopics.deadLetters
    const desk = fakeForgetDesk([
      { topic, event: endedCall(other), at, aborted },
      { topic, event: endedCall(), at },
    ])
    expect(await perform(desk, yes)).toMatchObject({ exitCode: 0 })
    expect(desk.lying()).toEqual([])
  })

  it('no retry of somebody else that no stage will ever do', async () => {
    const topic = enricherTopics.retryTiers[0]!
    const desk = fakeForgetDesk([...laid, { topic, event: endedCall(other), at, aborted }])
    desk.committed.get(enricherTopics.consumerGroup)!.set(topic, 0)
    expect(await perform(desk, yes)).toMatchObject({ exitCode: 0 })
  })

  it('no record of the person, before which a group stands for good', async () => {
    const desk = fakeForgetDesk([...laid, { topic: callsEnriched.name, event: enrichedCall(), at, aborted }])
    desk.committed.get(sinkTopics.consumerGroup)!.set(callsEnriched.name, 4)
    const { exitCode, stdout } = await perform(desk, yes)
    expect(stdout).toContain('Deleted 4 records of this person')
    expect(exitCode).toBe(0)
  })

  it('but what was committed among it is: a dead letter, a retry, and what a group has yet to read', async () => {
    const dead = { topic: enricherTopics.deadLetters, at }
    const retry = { topic: enricherTopics.retryTiers[0]!, at }
    const desk = fakeForgetDesk([
      ...laid,
      { ...dead, event: endedCall(other), aborted },
      { ...dead, event: endedCall(other) },
      { ...dead, event: endedCall(), aborted },
      { ...retry, event: endedCall(other), aborted },
      { ...retry, event: endedCall(other) },
      { topic: callsEnriched.name, event: others, at },
      { topic: callsEnriched.name, event: enrichedCall(), at, aborted },
    ])
    desk.committed.get(enricherTopics.consumerGroup)!.set(retry.topic, 0)
    desk.committed.get(sinkTopics.consumerGroup)!.set(callsEnriched.name, 4)
    const { stdout } = await perform(desk, yes)
    expect(stdout).toContain('first enricher-0-1')
    expect(stdout).toContain('it tells that calls have arrived which are still on their way')
    expect(stdout).toContain('calltrail-sink still has it to do (it is at offset 4)')
    expect(desk.lying().map(({ topic, offset }) => `${topic.name} ${offset}`)).toEqual([
      `${callsEnded.name} 0`,
      `${callsEnded.name} 1`,
      `${dead.topic} 0`,
      `${dead.topic} 1`,
      `${dead.topic} 2`,
      `${retry.topic} 0`,
      `${retry.topic} 1`,
      `${callsEnriched.name} 4`,
      `${callsEnriched.name} 5`,
    ])
  })

  it('and a dead letter of the person is nothing to be resolved', async () => {
    const desk = fakeForgetDesk([{ topic: enricherTopics.deadLetters, event: endedCall(), at, aborted }])
    const { stdout } = await perform(desk, yes)
    expect(stdout).toContain('Deleted 1 record of this person, and 0 of others with them.\n')
    expect(desk.resolutions).toEqual([])
  })
})

it('what nobody can delete is told with its time, and no question is put', async () => {
  const desk = fakeForgetDesk([{ topic: callsLogged.name, event: loggedEvent(), at }])
  const person = { ...nobody, conversations: new Set(['conversation-111']) }
  const confirm = () => {
    throw new Error('there is nothing to be asked')
  }
  const { exitCode, stdout } = await perform(desk, { person }, { confirm })
  expect(stdout).toContain('reconciliation compares with it')
  expect(stdout).toContain('Nothing of that can be deleted now.')
  expect(exitCode).toBe(4)
})

it('who is interrupted after the deletion is told that it was one', async () => {
  const interruption = new AbortController()
  const desk = fakeForgetDesk(laid, {
    beforeReading: (reading) => void (reading === 3 && interruption.abort()),
  })
  const { exitCode, stderr } = await perform(desk, yes, { signal: interruption.signal })
  expect([exitCode, stderr]).toEqual([
    130,
    "Deleted 3 of this person's records, and then could not look whether any are left. Run this again.\n",
  ])
})

it('a deletion that fails half-way says where and why, and what is gone by then', async () => {
  const dead = { topic: enricherTopics.deadLetters, event: endedCall(), at }
  const desk = fakeForgetDesk([...laid, dead], {
    beforeDeletion(topic) {
      if (topic === callsEnriched.name) throw new Error('This server does not host this topic-partition')
    },
  })
  const { exitCode, stderr } = await perform(desk, yes)
  expect(exitCode).toBe(1)
  expect(stderr).toBe(
    `calls.enriched.v1/0: the deletion failed. It failed: This server does not host this topic-partition
By then 1 record of this person and 0 of others were deleted, and 1 dead letter of theirs resolved as forgotten.
Run this again: it goes on with what is left.
`,
  )
})

it('nothing that is said has the person’s number, name or address in it', async () => {
  const { stdout, stderr } = await perform(fakeForgetDesk(laid), yes)
  expect(stdout + stderr).not.toMatch(/5551234567|123-4567|John Doe|john\.doe|Acme/)
})
