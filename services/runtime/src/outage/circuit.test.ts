import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PipelineError } from '../errors.ts'
import { Circuit } from './circuit.ts'
import { Circuits } from './circuits.ts'

const firstPauseMs = 1_000
const maxPauseMs = 8_000
const down = (retryAfterMs?: number) => () =>
  Promise.reject(new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503', { retryAfterMs }))
const up = async () => 'an answer'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function salesforceCircuit({ failuresToOpen = 1 } = {}) {
  const lines: { level: number; msg: string; circuit: string }[] = []
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[0]) })
  const circuit = new Circuit('salesforce', { failuresToOpen, firstPauseMs, maxPauseMs }, log)
  const ask = vi.fn(up)
  const fail = (retryAfterMs?: number) => circuit.run(down(retryAfterMs)).catch(() => undefined)
  return { circuit, ask, fail, lines }
}

const untilProbe = (circuit: Circuit) => vi.setSystemTime(Math.max(Date.now(), circuit.probeAt) + 1)

describe('a circuit', () => {
  it('is closed, and lets everything through', async () => {
    const { circuit } = salesforceCircuit()
    expect(await circuit.run(up)).toBe('an answer')
    expect(circuit.state).toBe('closed')
  })

  it('opens at an outage, and then turns requests away with its reason', async () => {
    const { circuit, ask, fail } = salesforceCircuit()
    await fail()
    expect(circuit.state).toBe('open')
    await expect(circuit.run(ask)).rejects.toMatchObject({
      code: 'SALESFORCE_UNAVAILABLE',
      message: 'Salesforce answered 503',
      wasNotAsked: true,
    })
    expect(ask).not.toHaveBeenCalled()
  })

  it('opens only after as many outages in a row as it is told', async () => {
    const { circuit, fail } = salesforceCircuit({ failuresToOpen: 3 })
    await fail()
    await fail()
    await circuit.run(up)
    await fail()
    await fail()
    expect(circuit.state).toBe('closed')
    await fail()
    expect(circuit.state).toBe('open')
  })

  it.each([
    ['a failure of one record', new PipelineError('SALESFORCE_ROW_LOCKED', 'UNABLE_TO_LOCK_ROW')],
    ['the outage of another dependency', new PipelineError('GENESYS_UNAVAILABLE', 'Genesys answered 503')],
    ['a bug', new TypeError('not a function')],
  ])('stays closed after %s', async (_, error) => {
    const { circuit } = salesforceCircuit()
    await expect(circuit.run(() => Promise.reject(error))).rejects.toBe(error)
    expect(circuit.state).toBe('closed')
  })

  it('lets one request through after its pause, while the others wait for what becomes of it', async () => {
    const { circuit, ask, fail } = salesforceCircuit()
    await fail()
    untilProbe(circuit)
    const probe = Promise.withResolvers<string>()
    const probing = circuit.run(() => probe.promise)
    const waiting = circuit.run(ask)
    await vi.advanceTimersByTimeAsync(100)
    expect(circuit.state).toBe('probing')
    expect(ask).not.toHaveBeenCalled()
    probe.resolve('back')
    expect(await Promise.all([probing, waiting])).toEqual(['back', 'an answer'])
    expect(circuit.state).toBe('closed')
  })

  it('waits longer after each probe that fails, up to its longest pause', async () => {
    const { circuit, fail } = salesforceCircuit()
    let longest = 0
    for (let probes = 0; probes < 20; probes += 1) {
      await fail()
      longest = Math.max(longest, circuit.probeAt - Date.now())
      untilProbe(circuit)
    }
    expect(longest).toBeGreaterThan(2 * firstPauseMs)
    expect(longest).toBeLessThanOrEqual(maxPauseMs)
  })

  it('waits as long as the dependency asks for, also beyond its longest pause', async () => {
    const { circuit, fail } = salesforceCircuit()
    await fail(60_000)
    expect(circuit.probeAt - Date.now()).toBe(60_000)
  })

  it('begins with a short pause again once the dependency was back', async () => {
    const { circuit, fail } = salesforceCircuit()
    await fail(60_000)
    untilProbe(circuit)
    await circuit.run(up)
    expect(circuit).toMatchObject({ state: 'closed', recoveries: 1, outage: undefined })
    await fail()
    expect(circuit.probeAt - Date.now()).toBeLessThanOrEqual(2 * firstPauseMs)
  })

  it('says once that the dependency is out, once a minute that it still is, and once that it is back', async () => {
    const { circuit, fail, lines } = salesforceCircuit()
    for (let probes = 0; probes < 5; probes += 1) {
      await fail()
      untilProbe(circuit)
    }
    await circuit.run(up)
    expect(lines).toMatchObject([
      { level: 50, msg: 'dependency is out', dependency: 'salesforce', circuit: 'open' },
      { level: 30, msg: 'dependency is still out', dependency: 'salesforce', circuit: 'open' },
      { level: 30, msg: 'dependency is back', circuit: 'closed' },
    ])
  })
})

it('a process has one circuit per dependency', () => {
  const circuits = new Circuits(
    { outagePauseMs: firstPauseMs, outageMaxPauseMs: maxPauseMs },
    pino({ enabled: false }),
  )
  expect(circuits.of('salesforce')).toBe(circuits.of('salesforce'))
  expect(circuits.of('genesys')).not.toBe(circuits.of('salesforce'))
  expect([...circuits].map(({ dependency }) => dependency)).toEqual(['salesforce', 'genesys'])
})
