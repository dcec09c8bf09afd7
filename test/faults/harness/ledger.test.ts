import { describe, expect, it } from 'vitest'
import { audit, countOf } from './ledger.ts'
import type { ContactRow, Delivery, EnrichedRecord, LoggedRecord, Observed, TaskRow } from './books.ts'

const eventId = 'f0-000001:agent-1'
const contactId = '003Ft0000000000AAA'
const endedAt = Date.parse('2026-03-14T10:10:30.400Z')

function sent(changes: Partial<Delivery> = {}): Delivery {
  const known = { eventId, revision: 0, contactId, key: contactId, skipReason: null }
  return { ...known, endedAt, durationSeconds: 630, fate: 'accepted', answeredAt: 1_000, ...changes }
}

function enriched(changes: Partial<EnrichedRecord> = {}): EnrichedRecord {
  const revision = changes.revision ?? 0
  const receivedAt = receivedAtOf(revision)
  const record = { eventId, revision, receivedAt, toldOrder: receivedAt, key: contactId, partition: 3 }
  return { ...record, seenAt: 1_100, ...changes }
}

/** Each revision is received later than the one before. */
function receivedAtOf(revision: number): number {
  return 1_000 + revision
}

function logged(changes: Partial<LoggedRecord> = {}): LoggedRecord {
  const outcome = { result: 'CREATED', skipReason: null, contactError: null } as const
  return { eventId, receivedAt: receivedAtOf(0), ...outcome, seenAt: 1_200, ...changes }
}

/** The outcome of the call's first revision. */
const updated = logged({ result: 'UPDATED', receivedAt: receivedAtOf(1) })

const task: TaskRow = { eventId, revision: 0, whoId: contactId }
/** A call that has no contact. */
const strangers = { contactId: null, key: '+14155559999', skipReason: 'UNKNOWN_CALLER' } as const
const skipped = logged({ result: 'SKIPPED', skipReason: 'UNKNOWN_CALLER' })
const contact: ContactRow = {
  id: contactId,
  lastCallAt: Date.parse('2026-03-14T10:10:30Z'),
  lastCallSeconds: 630,
}

interface Books extends Omit<Observed, 'salesforce'> {
  readonly tasks: readonly TaskRow[]
  readonly contacts: readonly ContactRow[]
}

/** One call that was logged as it should be, but for `changes`. */
function books({ tasks = [task], contacts = [contact], ...changes }: Partial<Books> = {}): Observed {
  return {
    enriched: [enriched()],
    logged: [logged()],
    deadLetters: [],
    retried: new Set(),
    keyless: [],
    ...changes,
    salesforce: { tasks, contacts },
  }
}

const breaches = (deliveries: readonly Delivery[], observed: Observed) =>
  audit(deliveries, observed).findings.map(({ breach, detail }) => `${breach}: ${detail}`)

const parked = (stage: 'enricher' | 'sink', revision = 0) => ({
  eventId,
  stage,
  revision,
  receivedAt: receivedAtOf(revision),
  code: 'SALESFORCE_ROW_LOCKED',
  seenAt: 1_300,
})

describe('beside each enriched event stands its masked form', () => {
  const masked = (toldOrder: number) => ({ eventId, toldOrder })
  const { toldOrder } = enriched()

  it.each([
    ['as it should', [masked(toldOrder)], []],
    ['not', [], ['lost']],
    ['twice', [masked(toldOrder), masked(toldOrder)], ['doubled']],
    ['and that of an event which is not there', [masked(toldOrder), masked(toldOrder + 1)], ['doubled']],
  ])('%s', (_, forms, expected) => {
    const { findings } = audit([sent()], books({ masked: forms }))
    expect(findings.map(({ breach }) => breach)).toEqual(expected)
  })

  it('but not beside one that a fault has planted', () => {
    expect(breaches([sent()], books({ enriched: [enriched({ isPlanted: true })], masked: [] }))).toEqual([])
  })
})

describe('the law is kept by a call', () => {
  it('that was logged', () => {
    expect(breaches([sent()], books())).toEqual([])
    expect(audit([sent()], books())).toMatchObject({ accepted: 1, logged: 1, skipped: 0, deadLettered: 0 })
  })

  it('that was skipped', () => {
    const left = { enriched: [enriched({ key: strangers.key })], logged: [skipped], tasks: [], contacts: [] }
    expect(breaches([sent(strangers)], books(left))).toEqual([])
    expect(audit([sent(strangers)], books(left))).toMatchObject({ logged: 0, skipped: 1 })
  })

  it('that a stage dead-lettered', () => {
    const byEnricher = books({ enriched: [], logged: [], deadLetters: [parked('enricher')], tasks: [] })
    expect(breaches([sent()], byEnricher)).toEqual([])
    const bySink = books({ logged: [], deadLetters: [parked('sink')], tasks: [] })
    expect(breaches([sent()], bySink)).toEqual([])
    expect(audit([sent()], bySink)).toMatchObject({ logged: 0, deadLettered: 1 })
  })

  it('that was revised', () => {
    const revised = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      logged: [logged(), updated],
      tasks: [{ ...task, revision: 1 }],
    })
    expect(breaches([sent(), sent({ revision: 1 })], revised)).toEqual([])
  })

  it('whose older revision came late, and was skipped for the newer one', () => {
    const late = books({
      enriched: [enriched({ revision: 1 }), enriched()],
      logged: [updated, logged({ result: 'SKIPPED', skipReason: 'SUPERSEDED' })],
      tasks: [{ ...task, revision: 1 }],
    })
    expect(breaches([sent({ isBelated: true }), sent({ revision: 1 })], late)).toEqual([])
  })

  it('that nobody answered, whether it was taken or not', () => {
    const unanswered = sent({ fate: 'uncertain' })
    expect(breaches([unanswered], books())).toEqual([])
    expect(audit([unanswered], books())).toMatchObject({ accepted: 0, unacknowledged: 1, notAccepted: 1 })
    expect(breaches([unanswered], books({ enriched: [], logged: [], tasks: [], contacts: [] }))).toEqual([])
  })

  it('that was refused and is seen nowhere', () => {
    const nothing = books({ enriched: [], logged: [], tasks: [], contacts: [] })
    expect(breaches([sent({ fate: 'refused' })], nothing)).toEqual([])
  })
})

describe('a call is lost', () => {
  it('when it was accepted and is not enriched', () => {
    const nothing = books({ enriched: [], logged: [], tasks: [], contacts: [] })
    expect(breaches([sent()], nothing)).toEqual(['lost: revision 0 was not enriched'])
  })

  it('when one of its revisions is not', () => {
    expect(breaches([sent(), sent({ revision: 1 })], books())).toEqual(['lost: revision 1 was not enriched'])
  })

  it('when it was enriched and has no outcome', () => {
    const stuck = books({ logged: [], tasks: [], contacts: [] })
    expect(breaches([sent()], stuck)).toEqual(['lost: received at 1000: 1 times enriched, 0 outcomes'])
  })

  it('when one of its revisions has two outcomes and the other none', () => {
    const confused = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      logged: [logged(), logged({ result: 'UPDATED' })],
      tasks: [{ ...task, revision: 1 }],
    })
    expect(breaches([sent(), sent({ revision: 1 })], confused)).toEqual([
      'doubled: received at 1000: 1 times enriched, 2 outcomes',
      'lost: received at 1001: 1 times enriched, 0 outcomes',
    ])
  })

  it('when another revision than the missing one was dead-lettered', () => {
    const confused = books({ deadLetters: [parked('enricher')] })
    expect(breaches([sent(), sent({ revision: 1 })], confused)).toEqual([
      'lost: revision 1 was not enriched',
      'doubled: the enricher dead-lettered revision 0, and that was not all',
    ])
  })

  it('when Kafka says it is logged, and Salesforce does not have it', () => {
    expect(breaches([sent()], books({ tasks: [] }))).toEqual(['lost: logged, says Kafka, but it has no Task'])
  })
})

describe('a call is doubled', () => {
  it('when one revision is published twice', () => {
    const twice = books({ enriched: [enriched(), enriched()], logged: [logged(), logged()] })
    expect(breaches([sent()], twice)).toEqual(['doubled: revision 0 stands twice among the enriched'])
  })

  it('when one enriched event has two outcomes', () => {
    expect(breaches([sent()], books({ logged: [logged(), logged()] }))).toEqual([
      'doubled: received at 1000: 1 times enriched, 2 outcomes',
    ])
    expect(breaches([sent()], books({ deadLetters: [parked('sink')] }))).toEqual([
      'doubled: received at 1000: 1 times enriched, 2 outcomes',
    ])
  })

  it('when the enricher published it and gave it up too', () => {
    expect(breaches([sent()], books({ deadLetters: [parked('enricher')] }))).toEqual([
      'doubled: the enricher dead-lettered revision 0, and that was not all',
    ])
  })

  it('when it has two Tasks', () => {
    expect(breaches([sent()], books({ tasks: [task, task] }))).toEqual(['doubled: it has 2 Tasks'])
  })
})

describe('a call strays', () => {
  it('when it was refused and is there nonetheless', () => {
    expect(breaches([sent({ fate: 'refused' })], books({ contacts: [] }))).toContain('stray: it was refused')
  })

  it('when nobody sent it', () => {
    expect(breaches([], books({ contacts: [] }))).toContain('stray: nobody sent it')
  })

  it('when it has a Task, though it was refused, and nothing of it is in Kafka', () => {
    const onlyTask = books({ enriched: [], logged: [], contacts: [] })
    expect(breaches([sent({ fate: 'refused' })], onlyTask)).toEqual(['stray: it was refused'])
  })
})

describe('a call is misfiled', () => {
  it.each(['UNKNOWN_CALLER', 'INTERNAL_CALL', 'NO_CUSTOMER_NUMBER', null])(
    'when it has a contact, and is skipped as %s',
    (skipReason) => {
      const left = books({ logged: [logged({ result: 'SKIPPED', skipReason })], tasks: [], contacts: [] })
      expect(breaches([sent()], left)).toEqual([
        `misfiled: it was skipped as ${skipReason}, and is one of ${contactId}`,
      ])
    },
  )

  it('when it is skipped as superseded by nothing', () => {
    const superseded = books({ logged: [logged({ result: 'SKIPPED', skipReason: 'SUPERSEDED' })] })
    expect(breaches([sent()], superseded)).toEqual([
      'misfiled: it was skipped as superseded, and there is nothing newer',
    ])
  })

  it('when its newest revision is skipped as superseded', () => {
    const superseded = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      logged: [logged(), { ...updated, result: 'SKIPPED', skipReason: 'SUPERSEDED' }],
      tasks: [{ ...task, revision: 1 }],
    })
    expect(breaches([sent(), sent({ revision: 1 })], superseded)).toEqual([
      'misfiled: it was skipped as superseded, and there is nothing newer',
    ])
  })

  it('when what became of it is not told', () => {
    expect(breaches([sent()], books({ logged: [logged({ result: 'UNKNOWN' })] }))).toEqual([
      'misfiled: nobody says what became of it',
    ])
  })

  it('when a stranger’s stands on a contact', () => {
    const onContact = books({ enriched: [enriched({ key: strangers.key })], contacts: [] })
    expect(breaches([sent(strangers)], onContact)).toEqual([
      'misfiled: it was logged, and is an UNKNOWN_CALLER',
      `misfiled: its Task stands on ${contactId}, and the call is an UNKNOWN_CALLER`,
    ])
  })

  it('when a stranger’s has a Task that stands on nobody, although it was skipped', () => {
    const onNobody = books({
      enriched: [enriched({ key: strangers.key })],
      logged: [skipped],
      tasks: [{ ...task, whoId: null }],
      contacts: [],
    })
    expect(breaches([sent(strangers)], onNobody)).toEqual([
      'misfiled: its Task stands on nobody, and the call is an UNKNOWN_CALLER',
    ])
  })

  it('when its Task stands on another contact, or on none', () => {
    expect(breaches([sent()], books({ tasks: [{ ...task, whoId: '003Ft0000000001AAA' }] }))).toEqual([
      `misfiled: its Task stands on 003Ft0000000001AAA, and the call is one of ${contactId}`,
    ])
    expect(breaches([sent()], books({ tasks: [{ ...task, whoId: null }] }))).toEqual([
      `misfiled: its Task stands on nobody, and the call is one of ${contactId}`,
    ])
  })

  it('when its enriched record has the key of another contact', () => {
    expect(breaches([sent()], books({ enriched: [enriched({ key: '003Ft0000000001AAA' })] }))).toEqual([
      `misfiled: its enriched record has the key 003Ft0000000001AAA, and not ${contactId}`,
    ])
  })
})

describe('order is broken', () => {
  const revised = [sent(), sent({ revision: 1 })]
  const backwards = {
    enriched: [enriched({ revision: 1 }), enriched()],
    logged: [logged(), updated],
  }

  it('when a revision comes before the version it revises', () => {
    const newest = [{ ...task, revision: 1 }]
    expect(breaches(revised, books({ ...backwards, tasks: newest }))).toEqual([
      'out of order: revisions came as 1, 0',
    ])
  })

  it('but not when the earlier one was held up by a retry', () => {
    const newest = [{ ...task, revision: 1 }]
    const heldUp = books({ ...backwards, retried: new Set([eventId]), tasks: newest })
    expect(breaches(revised, heldUp)).toEqual([])
  })

  it('when an older revision claims to be the newer one, held up or not', () => {
    const claimed = books({
      enriched: [enriched({ toldOrder: 2_000 }), enriched({ revision: 1, toldOrder: 1_000 })],
      logged: backwards.logged,
      tasks: [{ ...task, revision: 1 }],
      retried: new Set([eventId]),
    })
    expect(breaches(revised, claimed)).toEqual([
      'out of order: an older revision says of itself that it is the newer one',
    ])
  })

  it('when the Task has an outdated revision, whatever was held up', () => {
    const outdated = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      logged: [logged(), updated],
    })
    const finding = ['out of order: its Task has revision 0, and the newest is 1']
    expect(breaches(revised, outdated)).toEqual(finding)
    expect(breaches(revised, { ...outdated, retried: new Set([eventId]) })).toEqual(finding)
  })

  it('when the Task lacks a revision, although an older one was dead-lettered', () => {
    const observed = books({
      enriched: [enriched(), enriched({ revision: 1 }), enriched({ revision: 2 })],
      logged: [updated, logged({ receivedAt: receivedAtOf(2), result: 'UPDATED' })],
      deadLetters: [parked('sink')],
      tasks: [{ ...task, revision: 1 }],
    })
    expect(breaches([sent(), sent({ revision: 1 }), sent({ revision: 2 })], observed)).toEqual([
      'out of order: its Task has revision 1, and the newest is 2',
    ])
  })

  it('but not when the newest was dead-lettered, whether the Task has it or not', () => {
    const observed = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      deadLetters: [parked('sink', 1)],
    })
    expect(breaches([...revised], observed)).toEqual([])
    expect(
      breaches([...revised], { ...observed, ...books({ ...observed, tasks: [{ ...task, revision: 1 }] }) }),
    ).toEqual([])
  })

  it('when one key stands in two partitions', () => {
    const other = 'f0-000002:agent-1'
    const observed = books({
      enriched: [enriched(), enriched({ eventId: other, partition: 4 })],
      logged: [logged(), logged({ eventId: other })],
      tasks: [task, { ...task, eventId: other }],
    })
    expect(breaches([sent(), sent({ eventId: other, endedAt: endedAt - 5_000 })], observed)).toEqual([
      'out of order: its key stands in partitions 3 and 4',
    ])
  })

  it('when a contact’s last call is older than the newest that was logged', () => {
    const old = { ...contact, lastCallAt: contact.lastCallAt! - 60_000 }
    expect(breaches([sent()], books({ contacts: [old] }))).toEqual([
      'out of order: its last call is 60000 ms too old',
    ])
  })

  it('when its duration is that of another call', () => {
    expect(breaches([sent()], books({ contacts: [{ ...contact, lastCallSeconds: 5 }] }))).toEqual([
      'out of order: its last call took 630 s, and it says 5 s',
    ])
  })

  it('but not when the contact could not be written, and says so', () => {
    const rejected = books({ logged: [logged({ contactError: 'SALESFORCE_RECORD_REJECTED' })], contacts: [] })
    expect(breaches([sent()], rejected)).toEqual([])
  })
})

it('a record without a key shows', () => {
  const observed = books({ keyless: [{ eventId, topic: 'calls.logged.v1' }] })
  expect(countOf(audit([sent()], observed), 'keyless')).toBe(1)
})

it('the time of recovery is the last outcome of what was answered before the fault’s end', () => {
  const later = 'f0-000002:agent-1'
  const observed = books({
    enriched: [enriched(), enriched({ eventId: later })],
    logged: [logged({ seenAt: 1_200 }), logged({ eventId: later, seenAt: 9_000 })],
  })
  const deliveries = [sent({ answeredAt: 1_000 }), sent({ eventId: later, answeredAt: 3_000 })]
  expect(audit(deliveries, observed, 2_000).outcomesUntil).toBe(1_200)
  expect(audit(deliveries, observed, 4_000).outcomesUntil).toBe(9_000)
})
