import { describe, expect, it } from 'vitest'
import { audit, countOf } from './ledger.ts'
import type { ContactRow, Delivery, EnrichedRecord, LoggedRecord, Observed, TaskRow } from './books.ts'

const eventId = 'f0-000001:agent-1'
const contactId = '003Ft0000000000AAA'
const endedAt = Date.parse('2026-03-14T10:10:30.400Z')

function sent(changes: Partial<Delivery> = {}): Delivery {
  const call = { eventId, revision: 0, contactId, endedAt, durationSeconds: 630 }
  return { ...call, fate: 'accepted', answeredAt: 1_000, ...changes }
}

function enriched(changes: Partial<EnrichedRecord> = {}): EnrichedRecord {
  const record = { eventId, revision: 0, toldOrder: 1_000, key: contactId, partition: 3, seenAt: 1_100 }
  return { ...record, ...changes }
}

function logged(changes: Partial<LoggedRecord> = {}): LoggedRecord {
  return { eventId, result: 'CREATED', hasContactError: false, seenAt: 1_200, ...changes }
}

const task: TaskRow = { eventId, revision: 0 }
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

const parked = (stage: 'enricher' | 'sink') => ({ eventId, stage, code: 'RECORD_UNDECODABLE', seenAt: 1_300 })

describe('the law is kept by a call', () => {
  it('that was logged', () => {
    expect(breaches([sent()], books())).toEqual([])
    expect(audit([sent()], books())).toMatchObject({ accepted: 1, logged: 1, skipped: 0, deadLettered: 0 })
  })

  it('that was skipped', () => {
    const skipped = books({ logged: [logged({ result: 'SKIPPED' })], tasks: [], contacts: [] })
    expect(breaches([sent({ contactId: null })], skipped)).toEqual([])
    expect(audit([sent()], skipped)).toMatchObject({ logged: 0, skipped: 1 })
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
      logged: [logged(), logged({ result: 'UPDATED' })],
      tasks: [{ eventId, revision: 1 }],
    })
    expect(breaches([sent(), sent({ revision: 1 })], revised)).toEqual([])
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
    expect(breaches([sent()], stuck)).toEqual(['lost: 1 times enriched, 0 outcomes'])
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
      'doubled: 1 times enriched, 2 outcomes',
    ])
    expect(breaches([sent()], books({ deadLetters: [parked('sink')] }))).toEqual([
      'doubled: 1 times enriched, 2 outcomes',
    ])
  })

  it('when the enricher published it and gave it up too', () => {
    expect(breaches([sent()], books({ deadLetters: [parked('enricher')] }))).toEqual([
      'doubled: the enricher published it and dead-lettered it too',
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

  it('when it was skipped and has a Task', () => {
    const skipped = books({ logged: [logged({ result: 'SKIPPED' })] })
    expect(breaches([sent()], skipped)).toEqual(['stray: it was skipped, and has a Task'])
  })
})

describe('order is broken', () => {
  const revised = [sent(), sent({ revision: 1 })]
  const backwards = {
    enriched: [enriched({ revision: 1 }), enriched()],
    logged: [logged(), logged({ result: 'UPDATED' as const })],
  }

  it('when a revision comes before the version it revises', () => {
    const newest = [{ eventId, revision: 1 }]
    expect(breaches(revised, books({ ...backwards, tasks: newest }))).toEqual([
      'out of order: revisions came as 1, 0',
    ])
  })

  it('but not when the earlier one was held up by a retry', () => {
    const newest = [{ eventId, revision: 1 }]
    const heldUp = books({ ...backwards, retried: new Set([eventId]), tasks: newest })
    expect(breaches(revised, heldUp)).toEqual([])
  })

  it('when an older revision claims to be the newer one, held up or not', () => {
    const claimed = books({
      enriched: [enriched({ toldOrder: 2_000 }), enriched({ revision: 1, toldOrder: 1_000 })],
      logged: backwards.logged,
      tasks: [{ eventId, revision: 1 }],
      retried: new Set([eventId]),
    })
    expect(breaches(revised, claimed)).toEqual([
      'out of order: an older revision says of itself that it is the newer one',
    ])
  })

  it('when the Task has an outdated revision, whatever was held up', () => {
    const outdated = books({
      enriched: [enriched(), enriched({ revision: 1 })],
      logged: [logged(), logged({ result: 'UPDATED' })],
    })
    const finding = ['out of order: its Task has revision 0, and the newest is 1']
    expect(breaches(revised, outdated)).toEqual(finding)
    expect(breaches(revised, { ...outdated, retried: new Set([eventId]) })).toEqual(finding)
  })

  it('when one key stands in two partitions', () => {
    const other = 'f0-000002:agent-1'
    const observed = books({
      enriched: [enriched(), enriched({ eventId: other, partition: 4 })],
      logged: [logged(), logged({ eventId: other })],
      tasks: [task, { eventId: other, revision: 0 }],
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
    const rejected = books({ logged: [logged({ hasContactError: true })], contacts: [] })
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
