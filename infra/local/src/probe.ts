import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { securityOptions } from '@calltrail/runtime'
import type { KafkaSecurity } from '@calltrail/runtime'
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
export function registryProbe(url: string, { timeoutMs = 2_000 } = {}): Probe {
  const { address, headers } = withoutCredentials(url)
  return httpProbe(`${address}/subjects`, { headers, timeoutMs })
}

/** A server answers when it answers 2xx. */
export function httpProbe(
  url: string,
  { timeoutMs = 2_000, headers = {} }: { timeoutMs?: number; headers?: Record<string, string> } = {},
): Probe {
  return async () => {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`It answered ${response.status}`)
  }
}

/** `fetch` refuses addresses that carry credentials, the usual way to configure a hosted registry. */
export function withoutCredentials(url: string): { address: string; headers: Record<string, string> } {
  const parsed = new URL(url)
  const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`
  parsed.username = ''
  parsed.password = ''
  return {
    address: parsed.href.replace(/\/+$/, ''),
    headers:
      credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  }
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
