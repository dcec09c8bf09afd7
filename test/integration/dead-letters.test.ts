/**
 * The command line for dead letters, as a process on the real topics. Consoles that write shut each other out, so these tests run one
 * after the other.
 */
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { headerText, openEventWriter } from '@calltrail/runtime'
import { callsLogged, deadLetterResolutions, enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { CallEnded } from '@calltrail/schemas'
import { loggedEvent } from '@calltrail/schemas/testing'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { calltrail } from '../kit/calltrail-process.ts'
import { endedCall } from '../kit/calls.ts'
import {
  idOf,
  isSentOn,
  openDeadLetterBench,
  resolutionKeyOf,
  secondOfItsOwn,
  traceId,
} from './dead-letter-bench.ts'
import type { Burial, Buried, DeadLetterBench } from './dead-letter-bench.ts'

let bench: DeadLetterBench
beforeAll(async () => {
  bench = await openDeadLetterBench(inject('stack'))
})
afterAll(() => bench[Symbol.asyncDispose]())

const run = (verb: string, ...args: string[]) => bench.run('dead-letters', verb, ...args)
const sorted = (dead: readonly Buried[]) => dead.map(({ handle }) => handle).toSorted()
const notes = 'asked to be called back at the clinic'

async function buryOne(burial: Burial = {}): Promise<Buried> {
  return (await bench.bury(burial))[0]!
}

/** Poison, which costs a stage that runs beside these tests no request to anybody. */
function poisons(count: number, headers: Burial['headers'] = {}): Burial[] {
  return Array.from({ length: count }, (_, index) => ({ value: Buffer.from(`poison ${index}`), headers }))
}

async function shown(name: string, ...options: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await run('show', name, '--json', ...options)
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Record<string, unknown>
}

async function payloadFile(payload: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calltrail-payload-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'payload.json')
  await writeFile(path, JSON.stringify(payload))
  return path
}

describe('list', () => {
  it('groups open dead letters by stage, code and age', async () => {
    const { headers, filter } = secondOfItsOwn()
    const rejected = {
      ...headers,
      'calltrail-error-code': 'SALESFORCE_RECORD_REJECTED',
      'calltrail-replayed': '1',
    }
    const dead = await bench.bury({ headers }, { headers }, { headers: rejected }, { headers, stage: 'sink' })

    const { stdout, exitCode } = await run('list', '--json', ...filter)
    expect(exitCode).toBe(0)
    const group = {
      age: 'over 7 days',
      oldest: headers['calltrail-failed-at'],
      newest: headers['calltrail-failed-at'],
    }
    expect(JSON.parse(stdout)).toMatchObject({
      open: 4,
      groups: [
        { ...group, stage: 'enricher', code: 'SALESFORCE_ROW_LOCKED', count: 2, replayedBefore: 0 },
        {
          ...group,
          stage: 'enricher',
          code: 'SALESFORCE_RECORD_REJECTED',
          count: 1,
          handle: dead[2]!.handle,
          replayedBefore: 1,
        },
        { ...group, stage: 'sink', code: 'SALESFORCE_ROW_LOCKED', count: 1, handle: dead[3]!.handle },
      ],
    })

    const table = await run('list', ...filter, '--stage', 'enricher')
    expect(table.stdout).toMatch(/^Stage +Code +Age +Count +Oldest +Newest +Replayed before +Oldest one$/m)
    expect(table.stdout).toMatch(/^enricher +SALESFORCE_ROW_LOCKED +over 7 days +2 /m)
    expect(table.stdout).toContain('3 open dead letters.')
  })

  it('has each with its handle, its event and its trace', async () => {
    const { headers, filter } = secondOfItsOwn()
    const dead = await bench.bury(...Array.from({ length: 5 }, () => ({ headers })))
    const { stdout } = await run('list', '--each', '--json', ...filter)
    const lines = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(5)
    for (const { handle, eventId } of dead) {
      expect(lines).toContainEqual({
        handle,
        stage: 'enricher',
        eventId,
        code: 'SALESFORCE_ROW_LOCKED',
        message: 'UNABLE_TO_LOCK_ROW',
        attempts: 4,
        failedAt: headers['calltrail-failed-at'],
        replays: 0,
        traceId,
      })
    }
    const table = await run('list', '--each', '--limit', '2', ...filter)
    expect(table.stdout).toContain('3 more dead letters. A filter, --limit or --json shows them.')
  })

  it('of nothing says so, and is no failure', async () => {
    const { stdout, exitCode } = await run('list', ...secondOfItsOwn().filter)
    expect(stdout).toBe('No open dead letter matches.')
    expect(exitCode).toBe(0)
  })
})

describe('show', () => {
  it('tells the story with the trace, and hides personal data until it is to be revealed', async () => {
    const { handle, eventId } = await buryOne({ call: endedCall({ attributes: { notes } }) })
    const { stdout, exitCode } = await run('show', handle)
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Trace        ${traceId}`)
    expect(stdout).toContain('Reason       SALESFORCE_ROW_LOCKED: UNABLE_TO_LOCK_ROW')
    expect(stdout).toContain('"callerId": "[phone hidden]"')
    expect(stdout).toContain('"queueName": "Support Queue"')
    expect(stdout).not.toMatch(/5551234567|18001234567|Agent Smith|clinic/)

    const revealed = await run('show', eventId, '--reveal')
    for (const text of ['+15551234567', '+18001234567', 'Agent Smith', notes]) {
      expect(revealed.stdout).toContain(text)
    }
    const document = await shown(handle)
    expect(document).toMatchObject({
      handle,
      eventId,
      state: 'open',
      traceId,
      payload: { agentName: '[name hidden]' },
    })
    expect(await shown(handle, '--reveal')).toMatchObject({ payload: { agentName: 'Agent Smith' } })
  })

  it('of what cannot be decoded tells why, and its first bytes when they are to be revealed', async () => {
    const { handle } = await buryOne({
      key: Buffer.from([0xff, 0x00]),
      value: Buffer.from('{"callerId":"+15551234567"}'),
      headers: { ce_id: undefined, 'calltrail-error-code': 'RECORD_UNDECODABLE', caller: '+15551234567' },
    })
    const { stdout } = await run('show', handle)
    expect(stdout).toContain(
      'Value: 27 bytes; the value cannot be decoded: not in the registry’s wire format',
    )
    expect(stdout).toContain('Event        (unknown)')
    expect(stdout).not.toContain('5551234567')
    const revealed = await run('show', handle, '--reveal')
    expect(revealed.stdout).toContain('0000  7b 22 63 61 6c 6c 65 72 49 64 22 3a')
    expect(revealed.stdout).toContain('Key          0xff00')
  })

  it('of an event id that several dead letters have names their handles', async () => {
    const call = endedCall()
    const [first, second] = await bench.bury({ call }, { call })
    await run('replay', first!.handle)
    const { exitCode, stderr } = await run('show', call.eventId)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`2 dead letters have the event id ${call.eventId}. Name one by its handle:`)
    expect(stderr).toContain(`${first!.handle}  replayed`)
    expect(stderr).toContain(`${second!.handle}  open`)
  })

  it('of what is not there says why, and ends with 3', async () => {
    const { exitCode, stderr } = await run('show', 'enricher-0-999999999')
    expect(exitCode).toBe(3)
    expect(stderr).toContain('No dead letter has the handle enricher-0-999999999: its partition ends before ')
    expect(await run('show', 'nobody')).toMatchObject({
      exitCode: 3,
      stderr:
        "No dead letter has the event id nobody. 'dead-letters list --each' shows handles and event ids.",
    })
  })

  it('works without the registry, except for the payload', async () => {
    const { handle } = await buryOne()
    const stack = { ...inject('stack'), schemaRegistryUrl: 'http://127.0.0.1:1' }
    const { stdout, exitCode } = await calltrail(['dead-letters', 'show', handle], stack)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Reason       SALESFORCE_ROW_LOCKED')
    expect(stdout).toContain('the schema registry did not answer')
  })
})

describe('replay', () => {
  it('sends one on to the first retry topic of its stage, byte by byte and untried, and it is open no longer', async () => {
    const { headers, filter } = secondOfItsOwn()
    const key = Buffer.from([0xff, 0x00, 0x01])
    const dead = await buryOne({
      key,
      headers: { ...headers, 'calltrail-replayed': '1', 'calltrail-not-before': '2099-01-01T00:00:00Z' },
    })
    expect(await bench.openHandles(filter)).toEqual([dead.handle])

    const { stdout, exitCode } = await run('replay', dead.handle, '--by', 'ann', '--reason', 'rows are free')
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Replayed 1 dead letter.')
    const { topic, message } = await bench.watch.next(isSentOn(dead))
    expect(topic).toBe(enricherTopics.retryTiers[0])
    expect(message.key).toEqual(key)
    expect(message.value).toEqual(dead.value)
    const header = (name: string) => headerText(message.headers, name)
    expect(header('calltrail-attempt')).toBe('0')
    expect(header('calltrail-replayed')).toBe('2')
    expect(header('calltrail-not-before')).toBeUndefined()
    expect(Math.abs(Date.parse(header('calltrail-replayed-at')!) - Date.now())).toBeLessThan(60_000)
    expect(header('calltrail-first-failed-at')).toBe('1995-01-01T00:00:00.000Z')
    expect(header('traceparent')).toContain(traceId)

    expect(await bench.openHandles(filter)).toEqual([])
    expect(await shown(dead.handle)).toMatchObject({
      state: 'replayed',
      resolution: { by: 'ann', reason: 'rows are free' },
    })
    const again = await run('replay', dead.handle)
    expect(again.exitCode).toBe(3)
    expect(again.stdout).toContain('no open dead letter has this name')
    expect(await bench.sentOn([dead])).toHaveLength(1)
  })

  it('keeps a keyless record and a tombstone as they are', async () => {
    const dead = await bench.bury({ key: null }, { value: null })
    const { exitCode } = await run('replay', ...dead.map(({ handle }) => handle))
    expect(exitCode).toBe(0)
    const records = await bench.watch.many(2, isSentOn(...dead))
    for (const { eventId, key, value } of dead) {
      expect(records.find((record) => idOf(record) === eventId)?.message).toMatchObject({ key, value })
    }
  })

  it('sends a group on, each to its own stage, and nothing of a dry run', async () => {
    const { headers, filter } = secondOfItsOwn()
    const others = { ...headers, 'calltrail-error-code': 'HANDLER_FAILED' }
    const [one, two, three, other] = await bench.bury(
      { headers },
      { headers },
      { headers, stage: 'sink' },
      { headers: others },
    )
    const group = [...filter, '--code', 'SALESFORCE_ROW_LOCKED']

    const dry = await run('replay', ...group, '--dry-run')
    expect(dry.exitCode).toBe(0)
    expect(dry.stdout).toBe('3 dead letters would be replayed. Nothing was done: this was a dry run.')
    expect(await bench.openHandles(filter)).toHaveLength(4)
    expect(await bench.sentOn([one!, two!, three!, other!])).toEqual([])

    const { stdout, exitCode } = await run('replay', ...group, '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      dryRun: false,
      selected: 3,
      replayed: 3,
      interrupted: false,
      left: [],
    })
    const sent = await bench.sentOn([one!, two!, three!, other!])
    expect(sent).toHaveLength(3)
    expect(sent.find((record) => idOf(record) === three!.eventId)?.topic).toBe(sinkTopics.retryTiers[0])
    expect(await bench.openHandles(filter)).toEqual([other!.handle])
  })

  it('sends a group on that is more than a broker takes at once for one partition', async () => {
    const { headers, filter } = secondOfItsOwn()
    const large = { key: Buffer.from('one key'), value: Buffer.alloc(300_000), headers, partition: 0 }
    const dead = [...(await bench.bury(large, large, large)), ...(await bench.bury(large, large, large))]
    const { stdout, stderr } = await run('replay', ...filter, '--rate', '10000')
    expect(stdout + stderr).toBe('Replayed 6 dead letters.')
    expect(await bench.sentOn(dead)).toHaveLength(6)
  })

  it('leaves what was replayed too often, and sends it on when it is forced', async () => {
    const { headers, filter } = secondOfItsOwn()
    const [worn, fresh] = await bench.bury(
      { headers: { ...headers, 'calltrail-replayed': '3' } },
      { headers },
    )
    const { stdout, exitCode } = await run('replay', ...filter)
    expect(exitCode).toBe(4)
    expect(stdout).toContain('Replayed 1 dead letter.')
    expect(stdout).toContain(`${worn!.handle}: replayed 3 times already; --force replays it all the same`)
    expect(await bench.openHandles(filter)).toEqual([worn!.handle])

    expect(await run('replay', worn!.handle, '--force')).toMatchObject({ exitCode: 0 })
    const { message } = await bench.watch.next(isSentOn(worn!))
    expect(headerText(message.headers, 'calltrail-replayed')).toBe('4')
    await bench.watch.next(isSentOn(fresh!))
  })

  it('leaves what still cannot be decoded', async () => {
    const dead = await buryOne({
      value: Buffer.from('poison'),
      headers: { 'calltrail-error-code': 'RECORD_UNDECODABLE' },
    })
    const { stdout, exitCode } = await run('replay', dead.handle)
    expect(exitCode).toBe(4)
    expect(stdout).toContain(
      `${dead.handle}: cannot be decoded; give it a payload by --payload, or --force it through`,
    )
    expect(await bench.sentOn([dead])).toEqual([])
  })
})

describe('replay with a payload', () => {
  it('sends that instead, under its key, and remembers that it was edited', async () => {
    const call = endedCall({ callerId: '+1555' })
    const dead = await buryOne({ call, key: Buffer.from('another') })
    const { payload } = (await shown(dead.handle, '--reveal')) as { payload: CallEnded }
    const path = await payloadFile({ ...payload, callerId: '+15551234567' })
    expect(await run('replay', dead.handle, '--payload', path)).toMatchObject({ exitCode: 0 })

    const { message } = await bench.watch.next(isSentOn(dead))
    expect(await bench.registry.decode(message.value!)).toEqual({ ...payload, callerId: '+15551234567' })
    expect(message.key?.toString()).toBe(call.conversationId)
    expect(message.value!.readInt32BE(1)).toBe(dead.value!.readInt32BE(1))
    expect(await shown(dead.handle)).toMatchObject({ state: 'replayed', resolution: { edited: true } })
  })

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a wrong value', { durationSeconds: 'long' }, ['durationSeconds must be int, and is a string']],
    ['a field that there is not', { calerId: '+1555' }, ['calerId is no field of the schema']],
    ['a field too few', { eventId: undefined }, ['eventId is missing: it must be string']],
    [
      'several faults',
      { direction: 'SIDEWAYS', endedAt: null, calerId: '+1555', queName: 'x' },
      [
        'direction must be one of UNKNOWN, INBOUND, OUTBOUND, INTERNAL',
        'endedAt must be long, and is null',
        'calerId is no field of the schema',
        'queName is no field of the schema',
      ],
    ],
    ['another event’s id', { eventId: 'another' }, ['eventId must stay conversation-']],
    [
      'hidden data',
      { agentName: '[name hidden]' },
      ["What is hidden is no value: agentName. Take the payload from 'show --reveal'."],
    ],
  ])('refuses %s by its name, and changes nothing', async (_, changes, words) => {
    const { headers, filter } = secondOfItsOwn()
    const call = endedCall()
    const dead = await buryOne({ call, headers })
    const path = await payloadFile({ ...call, ...changes })
    const { exitCode, stderr } = await run('replay', dead.handle, '--payload', path)
    expect(exitCode).toBe(2)
    for (const text of words) expect(stderr).toContain(text)
    expect(stderr).not.toMatch(/5551234567|Agent Smith/)
    expect(await bench.openHandles(filter)).toEqual([dead.handle])
    expect(await bench.sentOn([dead])).toEqual([])
  })

  it('makes a call of poison, also of poison that bears the schema of another topic', async () => {
    const call = endedCall()
    const foreign = await openEventWriter(bench.registry, callsLogged)
    const value = await foreign.encode(loggedEvent({ eventId: call.eventId }))
    const headers = { ce_id: undefined, 'calltrail-error-code': 'RECORD_UNDECODABLE' }
    const { handle } = await buryOne({ value, headers })
    expect(await run('replay', handle, '--payload', await payloadFile(call))).toMatchObject({ exitCode: 0 })

    const { message } = await bench.watch.next(isSentOn(call))
    expect(message.value!.readInt32BE(1)).toBe(
      await bench.registry.getLatestSchemaId(enricherTopics.input.subject),
    )
    expect(await bench.registry.decode(message.value!)).toEqual(call)
    expect(headerText(message.headers, 'ce_source')).toBe('/calltrail/console')
  })

  it('of an event id that several open dead letters have asks which one', async () => {
    const call = endedCall()
    const dead = await bench.bury({ call }, { call })
    const { exitCode, stderr } = await run('replay', call.eventId, '--payload', await payloadFile(call))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('A payload is for one dead letter. Name one of ')
    for (const { handle } of dead) expect(stderr).toContain(handle)
  })
})

describe('resolve', () => {
  it('remembers the reason in the compacted topic, and sends nothing', async () => {
    const { headers, filter } = secondOfItsOwn()
    const dead = await bench.bury({ headers }, { headers, stage: 'sink' })
    const { stdout, exitCode } = await run('resolve', ...filter, '--reason', 'a load test', '--by', 'ann')
    expect(exitCode).toBe(0)
    expect(stdout).toBe('Resolved 2 dead letters.')
    expect(await bench.openHandles(filter)).toEqual([])

    const key = resolutionKeyOf(dead[1]!.handle)
    const { message } = await bench.watch.next(
      ({ topic, message }) => topic === deadLetterResolutions.name && message.key?.toString() === key,
    )
    expect(JSON.parse(message.value!.toString())).toMatchObject({
      kind: 'resolved',
      by: 'ann',
      reason: 'a load test',
      eventId: dead[1]!.eventId,
      code: 'SALESFORCE_ROW_LOCKED',
    })
    expect(await run('replay', ...filter)).toMatchObject({
      exitCode: 3,
      stdout: 'No open dead letter matches.',
    })
    expect(await shown(dead[0]!.handle)).toMatchObject({
      state: 'resolved',
      resolution: { reason: 'a load test' },
    })
    expect(await bench.sentOn(dead)).toEqual([])
  })
})

describe('a replay that ends half-way', () => {
  /** Starts a replay, and resolves when it has sent some on. */
  async function startedReplay(count: number, rate: number) {
    const { headers, filter } = secondOfItsOwn()
    const dead = await bench.bury(...poisons(count, headers))
    const replay = run('replay', ...filter, '--rate', String(rate))
    const ended = replay.then(({ stderr }) => {
      throw new Error(`It ended before it had sent anything on: ${stderr}`)
    })
    await Promise.race([bench.watch.next(isSentOn(...dead)), ended])
    return { dead, filter, replay }
  }

  async function expectEachOnce(dead: readonly Buried[], filter: readonly string[]): Promise<void> {
    const sent = await bench.sentOn(dead)
    expect(sent).toHaveLength(dead.length)
    expect(new Set(sent.map(idOf))).toEqual(new Set(dead.map(({ eventId }) => eventId)))
    expect(await bench.openHandles(filter)).toEqual([])
  }

  it('by kill -9 loses and doubles nothing: the next one goes on with the rest', async () => {
    const { dead, filter, replay } = await startedReplay(12, 4)
    replay.kill('SIGKILL')
    expect((await replay).signal).toBe('SIGKILL')
    const rest = await run('replay', ...filter, '--rate', '10000')
    expect(rest).toMatchObject({ exitCode: 0, stderr: '' })
    expect(rest.stdout).not.toContain('12')
    await expectEachOnce(dead, filter)
  })

  it('in the middle of a transaction, by a kill at its worst moment, does so neither', async () => {
    const { headers, filter } = secondOfItsOwn()
    const dead = await bench.bury(...poisons(3, headers))
    await bench.dieInTransaction(dead)
    expect(await bench.openHandles(filter)).toEqual(sorted(dead))
    expect(await run('replay', ...filter)).toMatchObject({ exitCode: 0, stdout: 'Replayed 3 dead letters.' })
    await expectEachOnce(dead, filter)
  })

  it('by Ctrl-C says how far it came, which is true, and the next one goes on with the rest', async () => {
    const { dead, filter, replay } = await startedReplay(12, 4)
    replay.kill('SIGINT')
    const { exitCode, stdout } = await replay
    expect(exitCode).toBe(130)
    const [, done] =
      /^Interrupted: replayed (\d+) of 12 dead letters\. The rest is still open/.exec(stdout) ?? []
    expect(await bench.sentOn(dead)).toHaveLength(Number(done))
    expect(await bench.openHandles(filter)).toHaveLength(12 - Number(done))
    expect(Number(done)).toBeLessThan(12)

    expect(await run('replay', ...filter)).toMatchObject({
      exitCode: 0,
      stdout: `Replayed ${12 - Number(done)} dead letters.`,
    })
    await expectEachOnce(dead, filter)
  })

  it('because another console writes is shut out, says so, and has doubled nothing', async () => {
    const { dead, filter, replay } = await startedReplay(12, 1)
    const mine = await buryOne()
    expect(await run('resolve', mine.handle, '--reason', 'in a hurry')).toMatchObject({ exitCode: 0 })
    const { exitCode, stdout, stderr } = await replay
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^Stopped: replayed \d+ of 12 dead letters for certain\. The rest is still open/)
    expect(stderr).toContain('Another console has taken over in the meantime, and this one stops.')

    expect(await run('replay', ...filter)).toMatchObject({ exitCode: 0 })
    await expectEachOnce(dead, filter)
  })

  it('by Ctrl-C while Kafka does not answer ends at once, and has changed nothing', async () => {
    const { headers, filter } = secondOfItsOwn()
    const dead = await bench.bury(...poisons(3, headers))
    const silent = await silentServer()
    const replay = calltrail(['dead-letters', 'replay', ...filter], {
      ...inject('stack'),
      kafkaBrokers: silent.address,
    })
    await silent.connected
    replay.kill('SIGINT')
    expect(await replay).toMatchObject({ exitCode: 130, stderr: 'Interrupted. Nothing was changed.' })
    expect(await bench.openHandles(filter)).toEqual(sorted(dead))
  })
})

/** Takes connections and says nothing, as a broker does that hangs. */
async function silentServer() {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket))
  const connected = once(server, 'connection')
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, connected }
}

it('a Kafka that does not answer, because nobody is there or because it hangs, is named, with exit code 1', async () => {
  const addresses = ['127.0.0.1:1', (await silentServer()).address]
  const ended = await Promise.all(
    addresses.map((kafkaBrokers) =>
      calltrail(['dead-letters', 'list'], { ...inject('stack'), kafkaBrokers }),
    ),
  )
  expect(ended).toMatchObject(
    addresses.map((address) => ({
      exitCode: 1,
      stdout: '',
      stderr: `Kafka did not answer at ${address} within 10 s. Check KAFKA_BROKERS, and that it is up.`,
    })),
  )
})
