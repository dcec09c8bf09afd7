/**
 * What concurrent callers cost together, by the simulator's own count, and that none of them notices the others.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Circuits, PipelineError } from '@calltrail/runtime'
import type { SalesforceRecord, SaveResult } from '@calltrail/runtime'
import { controlSimulator, sampleRecords } from '@calltrail/simulators'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { connectToSalesforce, openClientOf } from './calltrail-session.ts'
import type { CalltrailSession, ClientConfig } from './calltrail-session.ts'
import { startChokingProxy } from './choking-proxy.ts'
import type { Choking } from './choking-proxy.ts'
import { openSalesforce } from './salesforce-session.ts'

const { johnDoe, janeRoe } = sampleRecords.contacts
const idField = 'Calltrail_Event_Id__c'
const soql = 'SELECT Id FROM Contact LIMIT 1'

const task = (eventId: string, fields: SalesforceRecord = {}): SalesforceRecord => ({
  [idField]: eventId,
  Subject: 'Call',
  Status: 'Completed',
  ...fields,
})
const tasks = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => task(`${name}-${index}`))

const upsert = ({ client }: Pick<CalltrailSession, 'client'>, ...records: SalesforceRecord[]) =>
  client.upsert('Task', idField, records)

const isWritten = ([result]: SaveResult[]) => result?.success === true
const allWritten = (results: readonly SaveResult[]) => results.every(({ success }) => success)

async function apiRequests({ requests }: Pick<CalltrailSession, 'requests'>): Promise<string[]> {
  return (await requests()).map(({ kind }) => kind).filter((kind) => kind !== 'token')
}

/** The session after its login, which the simulator does not count any more. */
async function loggedIn(config: Partial<ClientConfig> = {}): Promise<CalltrailSession> {
  const session = await connectToSalesforce(config)
  await session.client.query(soql)
  await session.control('DELETE', '/requests')
  return session
}

describe('the cost', () => {
  test('of draining 2,000 records from 12 callers is at most a request per hundred', async () => {
    const session = await loggedIn()
    await session.control('POST', '/faults', { latencyMs: { base: 20 } })
    const backlog = tasks('e', 2_000)
    const drain = async () => {
      // What a partition does: a batch of up to 50, and then the next.
      for (let batch = backlog.splice(0, 50); batch.length > 0; batch = backlog.splice(0, 50)) {
        expect(allWritten(await session.client.upsert('Task', idField, batch))).toBe(true)
      }
    }
    await Promise.all(Array.from({ length: 12 }, drain))
    expect(await session.records('Task')).toHaveLength(2_000)
    expect((await apiRequests(session)).length / 2_000).toBeLessThanOrEqual(0.01)
  })

  test('of 50 single records a second is at most 0.08 requests per record', async () => {
    const session = await loggedIn()
    await session.control('POST', '/faults', { latencyMs: { base: 50 } })
    const records = tasks('e', 200)
    const results: Promise<SaveResult[]>[] = []
    const start = performance.now()
    for (const [index, record] of records.entries()) {
      await sleep(Math.max(0, start + index * 20 - performance.now()))
      results.push(upsert(session, record))
    }
    expect((await Promise.all(results)).every(isWritten)).toBe(true)
    expect((await apiRequests(session)).length / records.length).toBeLessThanOrEqual(0.08)
  })

  test('of a lone record is one request, at once', async () => {
    const session = await loggedIn({ salesforceLingerMs: 5_000 })
    const start = performance.now()
    await upsert(session, task('e-1'))
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(await apiRequests(session)).toEqual(['collection-upsert'])
  })

  test('of a call that takes three steps is no waiting either', async () => {
    const { client } = await connectToSalesforce({ salesforceLingerMs: 5_000 })
    const start = performance.now()
    await client.query(soql)
    await upsert({ client }, task('e-1'))
    await client.update('Contact', [{ Id: johnDoe.Id, Title: 'Dr' }])
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  test('of different things at once is one request', async () => {
    const session = await loggedIn()
    const { client } = session
    const [rows, written, updated, created, other] = await Promise.all([
      client.query<{ Id: string }>(`SELECT Id FROM Contact WHERE Id = '${johnDoe.Id}'`),
      upsert(session, task('e-1'), task('e-2')),
      client.update('Contact', [{ Id: janeRoe.Id, Title: 'Dr' }]),
      client.create('Contact', [{ LastName: '+15550100' }]),
      upsert(session, task('e-3', { Nonsense__c: 1 })),
    ])
    expect(rows).toMatchObject([{ Id: johnDoe.Id }])
    expect([written, updated, created].every(allWritten)).toBe(true)
    expect(other).toMatchObject([{ success: false }])
    expect(await apiRequests(session)).toEqual(['composite'])
  })

  test('is kept down by more waiting when the org’s calls run low', async () => {
    const session = await loggedIn({ salesforceLingerMs: 50, salesforceLingerMaxMs: 400 })
    await session.control('POST', '/limits', { used: 940, max: 1_000 })
    await session.client.query(soql)
    const start = performance.now()
    await session.client.query(soql)
    // All but nothing is left above the reserve.
    expect(performance.now() - start).toBeGreaterThan(250)
    expect(session.client.allowance()).toEqual({ usedOfOrg: 942, limitOfOrg: 1_000 })
  })
})

describe('a retrieval', () => {
  test('has an entry for each id, in order, and nothing where there is no such record', async () => {
    const { client } = await loggedIn()
    const ids = [janeRoe.Id, '003000000000000AAA', johnDoe.Id, janeRoe.Id]
    const rows = await client.retrieve<{ LastName: string }>('Contact', ['Id', 'LastName'], ids)
    expect(rows.map((row) => row?.LastName)).toEqual(['Roe', undefined, 'Doe', 'Roe'])
    expect(await client.retrieve('Contact', ['Id'], [])).toEqual([])
  })

  test('of the same fields shares one with those of others', async () => {
    const session = await loggedIn()
    const ask = (id: string) => session.client.retrieve<{ Id: string }>('Contact', ['Id'], [id])
    const rows = await Promise.all([ask(johnDoe.Id), ask(janeRoe.Id), ask(johnDoe.Id)])
    expect(rows.flat().map((row) => row?.Id)).toEqual([johnDoe.Id, janeRoe.Id, johnDoe.Id])
    expect(await apiRequests(session)).toEqual(['collection-retrieve'])
  })
})

describe('callers that share a request', () => {
  test('have their own results, in their own order', async () => {
    const session = await loggedIn()
    const callers = Array.from({ length: 30 }, (_, caller) => tasks(`caller-${caller}`, 30))
    const results = await Promise.all(callers.map((records) => upsert(session, ...records)))
    const stored = new Map(
      (await session.records<{ Id: string; [idField]: string }>('Task')).map((row) => [row.Id, row[idField]]),
    )
    for (const [caller, records] of callers.entries()) {
      expect(results[caller]!.map((result) => result.success && stored.get(result.id))).toEqual(
        records.map((record) => record[idField]),
      )
    }
    expect((await apiRequests(session)).length).toBeLessThanOrEqual(3)
  })

  test('do not suffer from another’s wrong query', async () => {
    const session = await loggedIn()
    const { client } = session
    const [wrong, right, written] = await Promise.allSettled([
      client.query('SELECT Nonsense__c FROM Contact'),
      client.query(soql),
      upsert(session, task('e-1')),
    ])
    expect(wrong).toMatchObject({ reason: { code: 'SALESFORCE_ORG_INCOMPLETE' } })
    expect([right.status, written.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(await apiRequests(session)).toEqual(['composite'])
  })

  test('do not suffer from a record of another that fails for the whole org', async () => {
    const session = await loggedIn()
    const recordError = { statusCode: 'STORAGE_LIMIT_EXCEEDED', message: 'full' }
    await session.fail({ match: {}, do: { recordError, where: { [idField]: 'e-1' } } })
    const [full, written] = await Promise.allSettled([
      upsert(session, task('e-1')),
      upsert(session, task('e-2')),
    ])
    expect(full).toMatchObject({ reason: { code: 'SALESFORCE_STORAGE_FULL' } })
    expect(written).toMatchObject({ value: [{ success: true }] })
  })

  test('with one external id write it one after the other, in their order', async () => {
    const session = await loggedIn()
    const subjects = ['first', 'second', 'third']
    const results = await Promise.all(
      subjects.map((Subject) => upsert(session, task('e-1', { Subject }), task(`e-${Subject}`))),
    )
    expect(results.map(([same]) => same)).toMatchObject([
      { created: true },
      { success: true, created: false },
      { success: true, created: false },
    ])
    const stored = (await session.records('Task')).find((record) => record[idField] === 'e-1')
    expect(stored).toMatchObject({ Subject: 'third' })
  })

  test('update a contact one after the other, whether they know it by 15 characters or by 18', async () => {
    const session = await loggedIn()
    const results = await Promise.all([
      session.client.update('Contact', [{ Id: johnDoe.Id, Title: 'first' }]),
      session.client.update('Contact', [{ Id: johnDoe.Id.slice(0, 15), Title: 'second' }]),
    ])
    expect(results.every(isWritten)).toBe(true)
    const contact = (await session.records('Contact')).find(({ Id }) => Id === johnDoe.Id)
    expect(contact).toMatchObject({ Title: 'second' })
  })

  test('may hold what a composite request would take for a reference', async () => {
    const session = await loggedIn()
    const [written] = await Promise.all([
      upsert(session, task('e-1', { Description: 'See @{part0.id} and @{nothing}.' })),
      upsert(session, task('e-2')),
      session.client.query(soql),
      session.client.query(`SELECT Id FROM Contact WHERE LastName = '@{part0.id}'`),
    ])
    expect(written).toMatchObject([{ success: true }])
    const stored = (await session.records('Task')).find((record) => record[idField] === 'e-1')
    expect(stored).toMatchObject({ Description: 'See @{part0.id} and @{nothing}.' })
  })

  test('lose what they may not write any more, and nobody else’s', async () => {
    const session = await loggedIn()
    const lost = new Error('the partition is somebody else’s')
    const asked: string[] = []
    const writes = (name: string, mayWrite: () => void) =>
      session.client.upsert('Task', idField, tasks(name, 2), {
        mayWrite: () => {
          asked.push(name)
          mayWrite()
        },
      })
    const [owned, given] = await Promise.allSettled([
      writes('owned', () => {}),
      writes('given', () => {
        throw lost
      }),
    ])
    expect(owned.status).toBe('fulfilled')
    expect(given).toMatchObject({ reason: lost })
    expect(new Set(asked)).toEqual(new Set(['owned', 'given']))
    expect((await session.records('Task')).map((record) => record[idField])).toEqual(['owned-0', 'owned-1'])
    expect(await apiRequests(session)).toEqual(['collection-upsert'])
  })
})

describe('a record that Salesforce chokes on', () => {
  async function choking(on: string, how: Choking, config: Partial<ClientConfig> = {}, isGuarded = false) {
    const org = await openSalesforce()
    const proxy = await startChokingProxy(org.url, on, how)
    const circuits = new Circuits({ outagePauseMs: 50, outageMaxPauseMs: 200 }, pino({ enabled: false }))
    const circuit = circuits.of('salesforce')
    const client = openClientOf(proxy.url, config, isGuarded ? circuit : undefined)
    await client.query(soql)
    return { client, circuit, proxy, ...controlSimulator(org.url) }
  }

  test.each<[Choking, string]>([
    [500, 'SALESFORCE_REQUEST_FAILED'],
    [504, 'SALESFORCE_REQUEST_FAILED'],
    ['hangs', 'SALESFORCE_REQUEST_FAILED'],
    [400, 'SALESFORCE_REQUEST_REJECTED'],
    [413, 'SALESFORCE_REQUEST_REJECTED'],
  ])('with %s fails in a request of its own, and its neighbours are written', async (how, code) => {
    const session = await choking('poison', how, { salesforceTimeoutMs: 300 })
    const [poisoned, ...others] = await Promise.allSettled([
      upsert(session, task('poison')),
      upsert(session, task('e-1')),
      session.client.update('Contact', [{ Id: johnDoe.Id, Title: 'Dr' }]),
      session.client.query(soql),
    ])
    expect(poisoned).toMatchObject({ reason: { code, wasNotAsked: false } })
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    // Once with the others, once alone.
    expect(session.proxy.choked()).toBe(2)
    expect(session.proxy.contents[1]).not.toContain('e-1')
  })

  test('does not make others be created twice, which may have been created', async () => {
    const { client, ...session } = await choking('poison', 504)
    const results = await Promise.allSettled([
      upsert({ client }, task('poison')),
      client.create('Contact', [{ LastName: '+15550100' }]),
    ])
    expect(results).toMatchObject([
      { reason: { code: 'SALESFORCE_REQUEST_FAILED' } },
      { reason: { code: 'SALESFORCE_UNAVAILABLE', recordMayBeToBlame: false } },
    ])
    expect(await session.countOf('collection-create')).toBe(0)
  })

  test('goes alone from then on, until it is answered', async () => {
    const session = await choking('poison', 500)
    const write = () => Promise.allSettled([upsert(session, task('poison')), upsert(session, task('e-1'))])
    await write()
    const before = session.proxy.choked()
    const [, other] = await write()
    expect(other.status).toBe('fulfilled')
    expect(session.proxy.choked()).toBe(before + 1)
    expect(session.proxy.contents.at(-1)).not.toContain('e-1')
  })

  test('behind a circuit is told from an outage: the others get on, and it is judged by itself', async () => {
    const session = await choking('poison', 500, { salesforceLingerMs: 20, salesforceLingerMaxMs: 20 }, true)
    const { circuit } = session
    /** As the engine does: again after each outage, alone, until there is a word on the record itself. */
    async function insist(eventId: string): Promise<'written' | 'to blame'> {
      const recoveries = new Set<number>()
      for (;;) {
        const error: unknown = await upsert(session, task(eventId)).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (!(error instanceof PipelineError)) return 'written'
        if (error.recordMayBeToBlame && !error.wasNotAsked) recoveries.add(circuit.recoveries)
        if (recoveries.size === 3) return 'to blame'
        await sleep(Math.max(10, circuit.probeAt - Date.now()))
      }
    }
    const others = async (name: string) => {
      for (let count = 0; count < 10; count++) expect(await insist(`${name}-${count}`)).toBe('written')
    }
    const verdict = insist('poison')
    await Promise.all(['a', 'b', 'c'].map(others))
    // Calls go on coming, which is what shows that Salesforce works.
    let isJudged = false
    void verdict.then(() => (isJudged = true))
    for (let count = 0; !isJudged; count++) await insist(`d-${count}`)
    expect(await verdict).toBe('to blame')
    expect((await session.records('Task')).length).toBeGreaterThanOrEqual(30)
  })
})

test('an outage of Salesforce is probed with one request at a time, however many wait', async () => {
  const org = await openSalesforce()
  const circuits = new Circuits({ outagePauseMs: 100, outageMaxPauseMs: 100 }, pino({ enabled: false }))
  const circuit = circuits.of('salesforce')
  const client = openClientOf(org.url, { salesforceLingerMs: 20, salesforceLingerMaxMs: 20 }, circuit)
  const simulator = controlSimulator(org.url)
  await client.query(soql)
  await simulator.fail({ match: { path: '/services/data' }, do: { status: 500 } })
  await simulator.control('DELETE', '/requests')
  const write = () =>
    Promise.allSettled(Array.from({ length: 12 }, (_, index) => upsert({ client }, task(`e-${index}`))))
  for (let probes = 1; probes <= 3; probes++) {
    const results = await write()
    expect(results.map(({ status }) => status)).toEqual(Array(12).fill('rejected'))
    expect(await simulator.requests()).toHaveLength(probes)
    await sleep(circuit.probeAt - Date.now() + 5)
  }
  await simulator.control('DELETE', '/faults')
  expect((await write()).map(({ status }) => status)).toEqual(Array(12).fill('fulfilled'))
})

test('what has not been sent when the client is closed fails with the reason', async () => {
  const session = await loggedIn()
  await upsert(session, task('e-1'))
  const pending = Promise.allSettled([upsert(session, task('e-2')), session.client.query(soql)])
  await session.client[Symbol.asyncDispose]()
  const message = 'the connection to Salesforce was closed before this was sent'
  expect(await pending).toMatchObject([{ reason: { message } }, { reason: { message } }])
  await expect(session.client.query(soql)).rejects.toMatchObject({ message, disposition: 'outage' })
})
