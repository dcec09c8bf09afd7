/**
 * Within 30 seconds each of three faults is to be seen in `calltrail health`, in the metrics, and in what an alert asks Prometheus.
 */
import { isDeepStrictEqual } from 'node:util'
import { connectProducer } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expressionOf } from '../drill/harness/rules.ts'
import type { AlertName } from '../drill/harness/rules.ts'
import { toolTimeoutMs } from '../kit/go-server.ts'
import { openWatchedPipeline, sees, seesSoon } from './watched-pipeline.ts'
import type { WatchedPipeline } from './watched-pipeline.ts'

const promisedMs = 30_000
let pipeline: WatchedPipeline

beforeAll(async () => {
  pipeline = await openWatchedPipeline()
  await pipeline.aCallIsLogged()
  await seesSoon('all four are scraped', () => pipeline.asked('count(up == 1) == 4'))
  await seesSoon('nothing waits', () => pipeline.asked('sum(calltrail_consumer_lag_records) == 0'))
}, toolTimeoutMs)

afterAll(() => pipeline[Symbol.asyncDispose]())

/** By what a fault is to be seen. */
interface Signs {
  /** Of an alert of `calltrail health`. */
  readonly code: string
  /** Asks the metrics for what the fault does. */
  readonly metrics: string
  readonly alert: AlertName
}

interface Health {
  readonly exitCode: number | undefined
  readonly codes: readonly string[]
}

async function health(): Promise<Health> {
  const { exitCode, stdout } = await pipeline.run('health', '--json')
  const { alerts } = JSON.parse(stdout) as { alerts: readonly { readonly code: string }[] }
  return { exitCode, codes: alerts.map(({ code }) => code) }
}

const quiet: Health = { exitCode: 0, codes: [] }
const isQuietAgain = async () => isDeepStrictEqual(await health(), quiet)

async function expectQuiet({ metrics, alert }: Signs): Promise<void> {
  expect(await health()).toEqual(quiet)
  expect(await pipeline.asked(metrics), metrics).toBe(false)
  expect(await pipeline.asked(expressionOf(alert)), alert.alert).toBe(false)
}

/** Brings the fault about, and measures from its beginning when each sign is seen. */
async function expectSeenInTime(signs: Signs, bringAbout: () => Promise<void>): Promise<void> {
  const { code, metrics, alert } = signs
  await expectQuiet(signs)
  const brokenAt = performance.now()
  await bringAbout()
  const msUntilSeen = async (what: string, isSeen: () => Promise<boolean>) => {
    await sees(what, isSeen, promisedMs)
    return performance.now() - brokenAt
  }
  const isInHealth = async () => {
    const { exitCode, codes } = await health()
    return exitCode === 4 && codes.includes(code)
  }
  const seen = {
    health: msUntilSeen(`health says ${code}`, isInHealth),
    metrics: msUntilSeen(metrics, () => pipeline.asked(metrics)),
    alert: msUntilSeen(alert.alert, () => pipeline.asked(expressionOf(alert))),
  }
  await Promise.all(Object.values(seen))
  expect(await seen.health).toBeLessThan(promisedMs)
  expect(await seen.metrics).toBeLessThan(promisedMs)
  expect(await seen.alert).toBeLessThan(promisedMs)
}

it('a sink that is killed is seen', async () => {
  const signs: Signs = {
    code: 'STAGE_GONE',
    metrics: 'sum(calltrail_consumer_lag_records{stage="sink"}) > 0',
    alert: { alert: 'CalltrailServiceDown', severity: 'page' },
  }
  await expectSeenInTime(signs, async () => {
    await pipeline.killSink()
    await pipeline.send()
  })
  await pipeline.startSinkAgain()
  await pipeline.aCallIsLogged()
  await seesSoon('health is quiet again', isQuietAgain)
})

it('a Salesforce that is stopped is seen', async () => {
  const signs: Signs = {
    code: 'STAGE_LATE',
    metrics: 'sum(calltrail_consumer_lag_seconds{stage="enricher"}) > 0',
    alert: { alert: 'CalltrailCircuitOpen', severity: 'page' },
  }
  await expectSeenInTime(signs, async () => {
    await pipeline.wayToSalesforce.set({ kind: 'refuse' })
    await pipeline.send()
  })
  await pipeline.wayToSalesforce.set({ kind: 'pass' })
  await pipeline.aCallIsLogged()
  await seesSoon('health is quiet again', isQuietAgain)
})

it('poison is seen', async () => {
  await using producer = await connectProducer(pipeline.kafka)
  const signs: Signs = {
    code: 'FAILURE_RATE',
    metrics: 'sum(calltrail_dead_letters_open) > 0',
    alert: { alert: 'CalltrailDeadLettersGrow', severity: 'ticket' },
  }
  await expectSeenInTime(signs, async () => {
    await producer.send({ topic: callsEnded.name, messages: [{ key: 'poison', value: 'poison' }] })
  })
  const { exitCode, stderr } = await pipeline.run('dead-letters', 'resolve', '--all', '--reason', 'a test')
  expect(exitCode, stderr).toBe(0)
  await seesSoon('health is quiet again', isQuietAgain)
})
