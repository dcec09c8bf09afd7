/**
 * `calltrail forget` as a process, on a Kafka of its own: what it deletes there is nobody else's.
 */
import { randomInt, randomUUID } from 'node:crypto'
import {
  allTopics,
  callsEnded,
  callsEnriched,
  callsEnrichedMasked,
  callsLogged,
  deadLetterResolutions,
  enricherTopics,
} from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { enrichedCall, loggedEvent } from '@calltrail/schemas/testing'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { endedCall } from '../kit/calls.ts'
import { openForgetBench } from './forget-bench.ts'
import type { ForgetBench, Written } from './forget-bench.ts'

let bench: ForgetBench
beforeAll(async () => {
  bench = await openForgetBench(inject('stack').schemaRegistryUrl)
}, 240_000)
afterAll(() => bench[Symbol.asyncDispose]())
afterEach(() => bench.clear())

interface ReportedPartition {
  readonly topic: string
  readonly partition: number
  readonly records: number
  readonly goneBy: string
  readonly deletable: {
    readonly records: number
    readonly others: number
    readonly beginsAt: string | null
  } | null
  readonly obstacles: readonly { readonly kind: string; readonly text: string }[]
}
interface Report {
  readonly namedBy: readonly { readonly trait: string; readonly where: string; readonly records: number }[]
  readonly alsoKnownBy: {
    readonly contacts: readonly string[]
    readonly phones: number
    readonly emails: number
  }
  readonly undecodable: number
  readonly resolutions: number
  readonly found: readonly ReportedPartition[]
  readonly deleted: { readonly records: number; readonly others: number; readonly resolved: number } | null
  readonly left: readonly ReportedPartition[]
}

async function forget(
  ...args: readonly string[]
): Promise<{ readonly report: Report; readonly exitCode: number | undefined }> {
  const { stdout, stderr, exitCode } = await bench.forget(...args, '--json')
  expect(stderr).toBe('')
  return { report: JSON.parse(stdout) as Report, exitCode }
}

/** Somebody whom no other test has. */
function somebody() {
  const subscriber = String(randomInt(1_000_000, 9_999_999))
  const contactId = `003${randomUUID().replaceAll('-', '').slice(0, 12)}`
  return {
    phone: `+491511${subscriber}`,
    spellings: [
      `+491511${subscriber}`,
      `0151 1${subscriber}`,
      `tel:+49-(0)151-1${subscriber}`,
      `0049 1511 ${subscriber}`,
    ],
    contactId: `${contactId}IQI`,
    email: `${contactId.toLowerCase()}@example.org`,
    /** What must not be readable afterwards. */
    traces: [`1511${subscriber}`, contactId, contactId.toLowerCase()],
  }
}
type Somebody = ReturnType<typeof somebody>

function callOf({ phone }: Pick<Somebody, 'phone'>, changes: Partial<CallEnded> = {}): CallEnded {
  return endedCall({ callerId: phone, attributes: {}, ...changes })
}

function enrichedOf(person: Somebody, call: CallEnded) {
  const contact = { ...enrichedCall().contact!, id: person.contactId, email: person.email }
  return enrichedCall({ ...call, customerPhone: person.phone, contact })
}

function loggedOf({ contactId }: Somebody, { eventId, conversationId }: CallEnded) {
  return loggedEvent({ eventId, conversationId, contactId })
}

/** The calls of everybody else, who must not notice. */
const bystander = { phone: '+442079460958' }

async function expectNothingReadableOf(person: Somebody, ...conversations: readonly string[]): Promise<void> {
  const records = await bench.readable()
  const digits = (text: string) => text.replaceAll(/[^\da-z@.]/gi, '')
  const naming = records.filter(({ topic, text }) => {
    const traces = topic === callsLogged.name ? [person.traces[0]!] : [...person.traces, ...conversations]
    return traces.some((trace) => text.includes(trace) || digits(text).includes(trace))
  })
  expect(naming).toEqual([])
}

describe('a person', () => {
  it('is found in whatever spelling, in all topics, and is gone from them; a second run finds nothing', async () => {
    const person = somebody()
    const calls = person.spellings.map((callerId) => callOf(person, { callerId }))
    const other = callOf(bystander)
    await bench.write(
      await bench.ended(other),
      ...(await Promise.all(calls.map((call, partition) => bench.ended(call, { partition })))),
      ...(await Promise.all(calls.map((call) => bench.enriched(enrichedOf(person, call), { partition: 3 })))),
      ...(await Promise.all(calls.map((call) => bench.masked(enrichedOf(person, call), { partition: 3 })))),
      await bench.ended(calls[0]!, { topic: enricherTopics.retryTiers[1]! }),
      await bench.ended(calls[0]!, { topic: enricherTopics.followUpTiers[0]!, partition: 2 }),
      await bench.ended(calls[0]!, { topic: enricherTopics.deadLetters, partition: 1 }),
      await bench.ended(other, { partition: 3 }),
    )
    await bench.stagesHaveDone()

    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toEqual({ records: 15, others: 1, resolved: 1 })
    expect(report.left).toEqual([])
    expect(exitCode).toBe(0)
    const recordsIn = (topic: string) =>
      report.found.filter((found) => found.topic === topic).reduce((sum, { records }) => sum + records, 0)
    expect([callsEnded, callsEnriched, callsEnrichedMasked].map(({ name }) => recordsIn(name))).toEqual([
      4, 4, 4,
    ])
    expect(report.namedBy).toContainEqual({ trait: 'phone', where: 'callerId', records: expect.any(Number) })
    expect(report.namedBy).toContainEqual({ trait: 'phone', where: 'customerPhone', records: 4 })
    expect(report.namedBy).toContainEqual({ trait: 'conversation', where: 'conversationId', records: 15 })

    await expectNothingReadableOf(person, ...calls.map(({ conversationId }) => conversationId))
    expect((await bench.readable()).map(({ text }) => text)).toContainEqual(
      expect.stringContaining(other.eventId),
    )
    const second = await bench.forget('--phone', person.phone, '--yes')
    expect(second.stdout).toMatch(/^Nothing in Kafka names this person, in \d+ records\.$/)
    expect(second.exitCode).toBe(3)
  })

  it.each(['contact', 'email', 'conversation'] as const)('is found by their %s', async (trait) => {
    const person = somebody()
    const call = callOf(person)
    await bench.write(await bench.ended(call), await bench.enriched(enrichedOf(person, call)))
    await bench.stagesHaveDone()
    const given = {
      contact: person.contactId.slice(0, 15),
      email: person.email.toUpperCase(),
      conversation: call.conversationId,
    }
    const { report, exitCode } = await forget(`--${trait}`, given[trait], '--yes')
    expect(report.deleted).toMatchObject({ records: 2 })
    expect(exitCode).toBe(0)
    await expectNothingReadableOf(person, call.conversationId)
  })

  it('is found in poison, in its bytes', async () => {
    const person = somebody()
    const poison: Written = {
      topic: enricherTopics.deadLetters,
      partition: 0,
      key: 'poison',
      value: Buffer.from(`{"callerId":"${person.spellings[2]}"}`),
      headers: {},
      at: Date.now(),
    }
    await bench.write(poison)
    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.undecodable).toBe(1)
    expect(report.namedBy).toEqual([{ trait: 'phone', where: 'undecodable bytes', records: 1 }])
    expect(exitCode).toBe(0)
    await expectNothingReadableOf(person)
  })

  it('is found in what a stage wrote and never committed, which nobody but a careless reader sees', async () => {
    const person = somebody()
    const call = callOf(person)
    await bench.writeAborted(await bench.enriched(enrichedOf(person, call)))
    await bench.stagesHaveDone()
    const { report } = await forget('--email', person.email, '--yes')
    expect(report.deleted).toMatchObject({ records: 1 })
    await expectNothingReadableOf(person, call.conversationId)
  })

  it('is looked for by what their calls name as well, when that is asked for; else it is told what that is', async () => {
    const person = somebody()
    const known = callOf(person)
    const withheld = callOf(person, { callerId: null })
    await bench.write(
      await bench.enriched(enrichedOf(person, known)),
      await bench.enriched({ ...enrichedOf(person, withheld), customerPhone: null }),
    )
    await bench.stagesHaveDone()
    const { report } = await forget('--phone', person.phone)
    expect(report.found).toMatchObject([{ topic: callsEnriched.name, records: 1 }])
    expect(report.alsoKnownBy).toEqual({ contacts: [person.contactId.slice(0, 15)], phones: 0, emails: 1 })
    const linked = await forget('--phone', person.phone, '--linked', '--yes')
    expect(linked.report.deleted).toMatchObject({ records: 2 })
    await expectNothingReadableOf(person, known.conversationId, withheld.conversationId)
  })
})

describe('nobody else is harmed', () => {
  it('what another team’s group has not read stays, with its name; what lies before it goes', async () => {
    const person = somebody()
    const [first, second] = [callOf(person), callOf(person)]
    const [, spot] = await bench.write(
      await bench.enriched(enrichedOf(person, first)),
      await bench.enriched(enrichedCall({ ...callOf(bystander) })),
      await bench.enriched(enrichedOf(person, second)),
    )
    await bench.stagesHaveDone()
    await bench.hasRead('team-reports', callsEnriched.name, spot!.offset)

    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toEqual({ records: 1, others: 0, resolved: 0 })
    expect(report.left).toMatchObject([{ topic: callsEnriched.name, records: 1, deletable: null }])
    expect(report.left[0]!.obstacles).toMatchObject([
      {
        kind: 'group',
        groupId: 'team-reports',
        committed: spot!.offset,
        text: expect.stringContaining('team-reports has not read it'),
      },
    ])
    expect(exitCode).toBe(4)
    const left = await bench.readable()
    expect(left.filter(({ topic }) => topic === callsEnriched.name).map(({ offset }) => offset)).toEqual([
      spot!.offset,
      spot!.offset + 1,
    ])

    await bench.hasRead('team-reports', callsEnriched.name)
    expect((await forget('--phone', person.phone, '--yes')).exitCode).toBe(0)
    await expectNothingReadableOf(person, first.conversationId, second.conversationId)
  })

  it('what a group has only begun to read stays, with its name, also when it has committed nothing yet', async () => {
    const person = somebody()
    await bench.write(await bench.enriched(enrichedOf(person, callOf(person))))
    await bench.stagesHaveDone()
    await using _ = await bench.isReading('team-beginners', callsEnriched.name)
    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toBeNull()
    expect(report.left[0]!.obstacles).toMatchObject([
      {
        kind: 'group',
        groupId: 'team-beginners',
        text: expect.stringContaining('it has not begun with it'),
      },
    ])
    expect(exitCode).toBe(4)
  })

  it('what a stage still has to do stays', async () => {
    const person = somebody()
    await bench.write(
      await bench.ended(callOf(person), { topic: enricherTopics.retryTiers[2]!, partition: 1 }),
    )
    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toBeNull()
    expect(report.left).toMatchObject([
      { records: 1, deletable: null, obstacles: [{ kind: 'group', isStage: true }] },
    ])
    expect(exitCode).toBe(4)
    expect(await bench.readable()).toHaveLength(1)
  })

  it('what the enricher tells copies by stays until its window is over, and it is said when that is', async () => {
    const person = somebody()
    const at = Date.now() - 60_000
    await bench.write(await bench.ended(callOf(person), { at }))
    await bench.stagesHaveDone()
    const { report } = await forget('--phone', person.phone, '--yes')
    expect(report.left[0]!.obstacles).toMatchObject([{ kind: 'arrivals', until: at + 3_600_000 }])
  })

  it('what reconciliation compares with stays, and until when', async () => {
    const person = somebody()
    const call = callOf(person)
    const at = Date.now() - 7_200_000
    await bench.write(await bench.ended(call), await bench.logged(loggedOf(person, call), { at }))
    await bench.stagesHaveDone()
    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toMatchObject({ records: 1 })
    expect(report.left).toMatchObject([
      {
        topic: callsLogged.name,
        records: 1,
        goneBy: new Date(at + 31 * 86_400_000).toISOString(),
        obstacles: [{ kind: 'ledger' }],
      },
    ])
    expect(exitCode).toBe(4)
  })

  it('dead letters of others that are open hold up those of the person, which nobody can replay any more', async () => {
    const person = somebody()
    const [mine, theirs] = [callOf(person), callOf(bystander)]
    const place = { topic: enricherTopics.deadLetters, partition: 2 }
    const [open, own] = await bench.write(await bench.ended(theirs, place), await bench.ended(mine, place))
    const handle = `enricher-2-${open!.offset}`

    const { report, exitCode } = await forget('--phone', person.phone, '--yes')
    expect(report.deleted).toEqual({ records: 0, others: 0, resolved: 1 })
    expect(report.left[0]!.obstacles).toMatchObject([
      { kind: 'dead-letter', count: 1, text: expect.stringContaining(handle) },
    ])
    expect(exitCode).toBe(4)
    const story = await bench.run('dead-letters', 'show', `enricher-2-${own!.offset}`)
    expect(story.stdout).toContain('forgotten')

    await bench.run('dead-letters', 'resolve', handle, '--reason', 'a test')
    const second = await forget('--phone', person.phone, '--yes')
    expect(second.report.deleted).toEqual({ records: 1, others: 1, resolved: 0 })
    expect(second.exitCode).toBe(0)
    await expectNothingReadableOf(person, mine.conversationId)
  })
})

it('what was aborted of others is in nobody’s way: it is no dead letter, and no call that is still on its way', async () => {
  const person = somebody()
  const call = callOf(person)
  const dead = { topic: enricherTopics.deadLetters, partition: 1 }
  await bench.write(await bench.ended(call))
  await bench.stagesHaveDone()
  await bench.writeAborted(
    await bench.ended(callOf(bystander), dead),
    await bench.ended(callOf(bystander), { topic: enricherTopics.retryTiers[1]!, partition: 1 }),
  )
  await bench.write(await bench.ended(call, dead))
  // Behind it the stage never gets, as long as nothing comes that is committed.
  await bench.writeAborted(await bench.ended(call, { topic: enricherTopics.retryTiers[2]! }))

  const { report, exitCode } = await forget('--phone', person.phone, '--yes')
  expect(report.left).toEqual([])
  expect(report.deleted).toEqual({ records: 3, others: 1, resolved: 1 })
  expect(exitCode).toBe(0)
  await expectNothingReadableOf(person, call.conversationId)
})

it('a deletion that Kafka refuses half-way says of which partition, why, and what is gone', async () => {
  const person = somebody()
  const call = callOf(person)
  await bench.write(
    await bench.ended(call, { partition: 2 }),
    await bench.masked(enrichedOf(person, call), { partition: 4 }),
  )
  await bench.stagesHaveDone()
  await using _ = await bench.refuseDeletion(
    allTopics().find(({ name }) => name === callsEnrichedMasked.name)!,
  )
  const { stderr, exitCode } = await bench.forget('--conversation', call.conversationId, '--yes')
  expect(stderr).toContain(`${callsEnrichedMasked.name}/4: the deletion failed.`)
  expect(stderr).toContain('do not satisfy the configured policy')
  expect(stderr).toContain('By then 1 record of this person and 0 of others were deleted')
  expect(exitCode).toBe(1)
})

it('the event id of a dead letter that was resolved before, and the reason, are taken out of what was said of it', async () => {
  const person = somebody()
  const call = callOf(person)
  const [spot] = await bench.write(await bench.ended(call, { topic: enricherTopics.deadLetters }))
  const handle = `enricher-0-${spot!.offset}`
  await bench.run('dead-letters', 'resolve', handle, '--reason', `has called from ${person.spellings[1]}`)
  const { report, exitCode } = await forget('--phone', person.phone, '--yes')
  expect(report).toMatchObject({ resolutions: 1, deleted: { records: 1, resolved: 0 } })
  expect(exitCode).toBe(0)
  const said = (await bench.readable()).filter(({ topic }) => topic === deadLetterResolutions.name)
  // Kafka's cleaner takes the first one away: of a key the last one counts.
  expect(said.at(-1)!.text).toContain('"kind":"resolved"')
  expect(said.at(-1)!.text).not.toMatch(new RegExp(`${call.conversationId}|has called`))
  expect((await forget('--conversation', call.conversationId)).exitCode).toBe(3)
})

it('without a yes it only tells: who is named by what, what would go with it, and what can then be replayed', async () => {
  const person = somebody()
  await bench.write(
    await bench.enriched(enrichedCall({ ...callOf(bystander) })),
    await bench.enriched(enrichedOf(person, callOf(person))),
    await bench.enriched(enrichedCall({ ...callOf(bystander) }), { at: Date.UTC(2026, 2, 14, 10) }),
  )
  await bench.stagesHaveDone()
  const before = await bench.readable()
  const { stdout, stderr, exitCode } = await bench.forget('--phone', person.phone)
  expect(stdout).toMatch(/^1 record of this person, of 3 that were read:$/m)
  expect(stdout).toMatch(/^calls\.enriched\.v1 +0 +1 .* 1 +1 +2026-03-14 10:00:00Z$/m)
  expect(stdout).toMatch(/^Named by .*phone in customerPhone \(1\)/m)
  expect(stdout).toContain(`--linked looks for that as well`)
  expect(stdout).toContain('Nothing was deleted: --yes deletes what can go.')
  expect(exitCode).toBe(4)
  expect(await bench.readable()).toEqual(before)
  // What is shown may be copied into a ticket.
  for (const text of [person.phone, person.phone.slice(3), person.email])
    expect(stdout + stderr).not.toContain(text)
})
