/**
 * One fault, from healthy traffic to the verdict.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceName } from '../../kit/service-process.ts'
import { drained } from './backlog.ts'
import type { Bench } from './bench.ts'
import type { Delivery } from './books.ts'
import { ownContacts } from './customers.ts'
import type { Fault, Scene } from './fault.ts'
import { heal, startAfresh } from './heal.ts'
import { audit } from './ledger.ts'
import type { Audit } from './ledger.ts'
import { watchMemory } from './memory.ts'
import { orgState } from './org-state.ts'
import { takeServiceLogs } from './service-logs.ts'
import { startSender } from './sender.ts'
import { trafficOf } from './traffic.ts'
import { complaintsOf } from './verdict.ts'

export interface FaultRun {
  readonly fault: Fault
  readonly prefix: string
  readonly deliveries: readonly Delivery[]
  readonly audit: Audit
  /** From the end of the fault until the calls answered before it had their outcomes; undefined when not in time. */
  readonly recoveryMs: number | undefined
  readonly faultMs: number
  /** How the ingress answered, and how often. */
  readonly answers: Readonly<Record<string, number>>
  readonly unexpectedExits: readonly string[]
  readonly peakMiB: Readonly<Partial<Record<ServiceName, number>>>
  /** Why it failed; empty when it passed. */
  readonly complaints: readonly string[]
  /** What each replica wrote meanwhile, by `<service>-<number>`. */
  readonly logs: ReadonlyMap<string, readonly string[]>
}

export interface RunOptions {
  readonly ratePerSecond: number
  readonly seed: number
  readonly isShort: boolean
  readonly signal: AbortSignal
  readonly say: (what: string) => void
  /** Those since the last time it was asked. */
  readonly takeExits: () => string[]
}

const healthyMs = 3_000
/** A fault that takes longer is stuck: what it waits for does not come. */
const faultDeadlineMs = 240_000
const drainWithinMs = 90_000

export async function runFault(
  bench: Bench,
  fault: Fault,
  prefix: string,
  options: RunOptions,
): Promise<FaultRun> {
  const { signal, say, isShort } = options
  options.takeExits()
  takeServiceLogs(bench)
  await seedVendors(bench)
  await using memory = watchMemory(bench)
  const sender = startSender({
    traffic: trafficOf(prefix, options.seed),
    secret: bench.webhookSecret,
    ratePerSecond: fault.ratePerSecond ?? options.ratePerSecond,
    frontDoor: () => bench.frontDoor(),
  })
  const objections: string[] = []
  const stuck = new AbortController()
  const hold = (durationMs: number) =>
    sleep(durationMs, undefined, { signal: AbortSignal.any([signal, stuck.signal]) })
  const scene: Scene = {
    bench,
    sender,
    prefix,
    hold: (durationMs, shortMs = durationMs) => hold(isShort ? shortMs : durationMs),
    say,
    object: (detail) => void objections.push(detail),
  }

  let startedAt: number
  let endedAt: number
  try {
    await hold(healthyMs)
    say('the fault is on')
    startedAt = Date.now()
    await beforeDeadline(fault.during(scene), signal).catch((error: unknown) => {
      signal.throwIfAborted()
      stuck.abort()
      objections.push(`the fault could not be carried out: ${String(error)}`)
    })
    await heal(bench)
    endedAt = Date.now()
    say('the fault is over')
    await sleep(healthyMs, undefined, { signal })
  } finally {
    await sender.stop()
  }
  const isDrained = await drained(bench, prefix, sender.deliveries(), {
    withinMs: fault.drainWithinMs ?? drainWithinMs,
    signal,
    say,
  })

  const deliveries = sender.deliveries()
  const observed = { ...bench.observer.seen(prefix), salesforce: await orgState(bench.salesforce, prefix) }
  const found = audit(deliveries, observed, endedAt)
  const unexpectedExits = options.takeExits()
  await fault.afterwards?.(bench)
  const logs = takeServiceLogs(bench)
  if (!isDrained || objections.length > 0)
    await startAfresh(bench).catch((error: unknown) => objections.push(String(error)))
  return {
    fault,
    prefix,
    deliveries,
    audit: found,
    recoveryMs: isDrained ? Math.max(0, found.outcomesUntil - endedAt) : undefined,
    faultMs: endedAt - startedAt,
    answers: Object.fromEntries(sender.answers),
    unexpectedExits,
    peakMiB: memory.peakMiB,
    logs,
    complaints: [
      ...objections,
      ...complaintsOf(fault, found, observed, unexpectedExits),
      ...(isDrained ? [] : ['the backlog did not drain in time']),
    ],
  }
}

async function beforeDeadline(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const late = sleep(faultDeadlineMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(
    () => {
      throw new Error(`it was not over after ${faultDeadlineMs / 1_000} s`)
    },
  )
  try {
    await Promise.race([work, late])
  } finally {
    over.abort()
    late.catch(() => {})
  }
}

async function seedVendors({ salesforce, genesys }: Bench): Promise<void> {
  await salesforce.control('POST', '/reset')
  await genesys.control('POST', '/reset')
  await salesforce.control('POST', '/records/Contact', ownContacts)
}
