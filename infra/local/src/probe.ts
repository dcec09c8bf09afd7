import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { registryFetch, securityOptions } from '@calltrail/runtime'
import type { KafkaSecurity, RegistryAddress } from '@calltrail/runtime'
import { Kafka, logLevel } from 'kafkajs'

/** Resolves once something has answered as it does when it can be used; rejects when it does not. */
export type Probe = () => Promise<unknown>

/** A broker answers when it can name the cluster's brokers: an open port alone comes earlier. */
export function kafkaProbe(
  brokers: readonly string[],
  { timeoutMs = 2_000, security = {} }: { timeoutMs?: number; security?: KafkaSecurity } = {},
): Probe {
  return async () => {
    const kafka = new Kafka({
      clientId: 'calltrail-probe',
      brokers: [...brokers],
      ...securityOptions(security),
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      retry: { retries: 0 },
      logLevel: logLevel.NOTHING,
    })
    const admin = kafka.admin()
    try {
      await admin.connect()
      const cluster = await admin.describeCluster()
      if (cluster.brokers.length === 0) throw new Error('The cluster has no broker yet')
    } finally {
      await admin.disconnect()
    }
  }
}

/** A registry answers when it lists its subjects. */
export function registryProbe(address: RegistryAddress, { timeoutMs = 2_000 } = {}): Probe {
  const fetch = registryFetch(address)
  return async () => whenOk(await fetch('/subjects', { signal: AbortSignal.timeout(timeoutMs) }))
}

/** A server answers when it answers 2xx. */
export function httpProbe(url: string, { timeoutMs = 2_000 } = {}): Probe {
  return async () => whenOk(await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }))
}

async function whenOk(response: Response): Promise<void> {
  await response.body?.cancel()
  if (!response.ok) throw new Error(`It answered ${response.status}`)
}

/** Whether a port is open: the cheap question while a JVM boots. */
export function portProbe(port: number, host = '127.0.0.1'): Probe {
  return () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host })
      socket.once('connect', () => {
        socket.destroy()
        resolve()
      })
      socket.once('error', reject)
    })
}

/**
 * Asks again and again until there is an answer.
 * @throws the last refusal when the deadline is over, or the signal's reason.
 */
export async function untilAnswered(
  probe: Probe,
  {
    deadlineMs,
    everyMs = 50,
    signal,
  }: { deadlineMs: number; everyMs?: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const deadline = performance.now() + deadlineMs
  for (;;) {
    try {
      await probe()
      return
    } catch (error) {
      signal?.throwIfAborted()
      if (performance.now() + everyMs > deadline) throw error
    }
    await sleep(everyMs, undefined, signal ? { signal } : {})
  }
}
