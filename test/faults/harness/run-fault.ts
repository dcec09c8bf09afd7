/**
 * One fault, from healthy traffic to the verdict.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import type { ServiceName } from '../../kit/service-process.ts'
import { drained } from './backlog.ts'
import type { Bench } from './bench.ts'
import type { Delivery, Observed } from './books.ts'
import { ownContacts, plantedContact } from './customers.ts'
import type { Fault } from './fault.ts'
import { clearAway, heal, startAfresh } from './heal.ts'
import { audit } from './ledger.ts'
import { watchMemory } from './memory.ts'
import { orgState } from './org-state.ts'
import { openScene } from './scene.ts'
import { takeServiceLogs } from './service-logs.ts'
import { startSender } from './sender.ts'
import { trafficOf } from './traffic.ts'
import { complaintsOf } from './verdict.ts'
import type { Case } from './verdict.ts'

export interface FaultRun extends Case {
  readonly fault: Fault
  readonly prefix: string
  readonly deliveries: readonly Delivery[]
  /** From the end of the fault until the calls answered before it had their outcomes; undefined when not in time. */
  readonly recoveryMs: number | undefined
  readonly faultMs: number
  readonly peakMiB: Readonly<Partial<Record<ServiceName, number>>>
  /** Why it failed; empty when it passed. */
  readonly complaints: readonly string[]
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
const tooLate = `it was not over after ${faultDeadlineMs / 1_000} s`
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
  const stuck = new AbortController()
  const { scene, planted, objections } = openScene({
    bench,
    sender,
    prefix,
    say,
    isShort,
    signal: AbortSignal.any([signal, stuck.signal]),
  })
  const complaints: string[] = []

  let startedAt: number
  let endedAt: number
  try {
    await sleep(healthyMs, undefined, { signal })
    say('the fault is on')
    startedAt = Date.now()
    await pTimeout(fault.during(scene), { milliseconds: faultDeadlineMs, message: tooLate, signal }).catch(
      (error: unknown) => {
        signal.throwIfAborted()
        stuck.abort()
        complaints.push(`the fault could not be carried out: ${String(error)}`)
      },
    )
    await heal(bench)
    endedAt = Date.now()
    say('the fault is over')
    await sleep(healthyMs, undefined, { signal })
  } finally {
    await sender.stop()
  }
  const deliveries = [...sender.deliveries(), ...planted]
  const isDrained = await drained(bench, prefix, deliveries, {
    withinMs: fault.drainWithinMs ?? drainWithinMs,
    signal,
    say,
  })

  const observed: Observed = {
    ...bench.observer.seen(prefix),
    salesforce: await orgState(bench.salesforce, prefix),
  }
  const answers = Object.fromEntries(sender.answers)
  const unexpectedExits = options.takeExits()
  complaints.push(...objections, ...(await clearAway(fault, bench)))
  const logs = takeServiceLogs(bench)
  if (!isDrained || complaints.length > 0) complaints.push(...(await startAfresh(bench)))
  const found = { audit: audit(deliveries, observed, endedAt), observed, answers, unexpectedExits, logs }
  return {
    ...found,
    fault,
    prefix,
    deliveries,
    recoveryMs: isDrained ? Math.max(0, found.audit.outcomesUntil - endedAt) : undefined,
    faultMs: endedAt - startedAt,
    peakMiB: memory.peakMiB,
    complaints: [
      ...complaints,
      ...complaintsOf(fault, found),
      ...(isDrained ? [] : ['the backlog did not drain in time']),
    ],
  }
}

async function seedVendors({ salesforce, genesys, services }: Bench): Promise<void> {
  await salesforce.control('POST', '/reset')
  await genesys.control('POST', '/reset')
  // More than the traffic asks for, so that faults are met by requests.
  await genesys.control('POST', '/rate-limit', { requestsPerMinute: 10_000 })
  await salesforce.control('POST', '/records/Contact', [...ownContacts, plantedContact])
  // An org whose contacts forget their last calls is another org, and the sink remembers those of the one before.
  await services.sink.restartWith({})
}
