/**
 * One receiver of webhooks, measured once: calls that come at a steady pace, and what Salesforce has of them in the end.
 */
import { quantile } from '../harness/statistics.ts'
import type { Figure, RunContext, Sample } from '../harness/bench.ts'
import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import { callers } from './callers.ts'
import type { CallersCallSource } from './callers.ts'
import { sendAsGenesys } from './genesys-sender.ts'
import { untilSettled, watchOrg } from './org.ts'
import type { Patience } from './org.ts'
import { ownLatencyMs } from './own-latency.ts'
import type { StartReceiver } from './receivers.ts'
import { tally } from './tally.ts'
import { failing } from './vendor-settings.ts'
import { startSlowVendors } from './vendors.ts'

export const receiverFigures = {
  p50: { title: 'p50 ms', decimals: 0, better: 'lower' },
  p99: { title: 'p99 ms', decimals: 0, better: 'lower' },
  own: { title: 'Salesforce’s own ms', decimals: 0, better: 'lower' },
  p50Above: { title: 'p50 ms above Salesforce’s own', decimals: 0, better: 'lower' },
  p99Above: { title: 'p99 ms above Salesforce’s own', decimals: 0, better: 'lower' },
  logged: { title: 'logged, of 1,000 calls', decimals: 1, better: 'higher' },
  lost: { title: 'lost, of 1,000 calls', decimals: 1, better: 'lower' },
  doubled: { title: 'doubled, of 1,000 calls', decimals: 1, better: 'lower' },
  apiCalls: { title: 'API calls per call', decimals: 2, better: 'lower' },
} as const satisfies Record<string, Figure>

export type ReceiverFigure = keyof typeof receiverFigures

/** What comes to a receiver. What has no Task when its patience is at its end is lost. */
export interface Load extends Patience {
  readonly start: StartReceiver
  readonly perSecond: number
  readonly seconds: number
  readonly isFailing: boolean
}

/** Nothing fails yet. */
const warmUp = { perSecond: 50, seconds: 3, quietMs: 0, patienceMs: 60_000 }

/**
 * @param calls no call of it was ever sent to a receiver that keeps what it did not get done
 * @param luck decides which requests fail
 * @throws {Error} when the first calls are not all logged, or none of those that count
 */
export async function measureReceiver(
  load: Load,
  calls: CallersCallSource,
  luck: number,
  { scale, signal }: RunContext,
): Promise<Sample<ReceiverFigure>> {
  await using owned = new AsyncDisposableStack()
  const vendors = owned.use(await startSlowVendors(luck))
  const org = watchOrg(vendors.salesforceUrl)
  const own = await ownLatencyMs(org, callers[0]!.Phone, signal)
  const { url } = owned.use(await load.start(vendors))

  async function log({ perSecond, seconds, ...patience }: Omit<Load, 'start' | 'isFailing'>) {
    const batch = calls.next(Math.ceil(perSecond * seconds * scale))
    const tasksBefore = Object.keys(await org.taskCreations()).length
    const payloads = batch.map(({ payload }) => payload)
    const sent = await sendAsGenesys(payloads, { url, secret: webhookSecret }, { perSecond, signal })
    await untilSettled(org, tasksBefore + batch.length, patience, signal)
    const sentCalls = batch.map(({ startedAt }, index) => ({ startedAt, sentAt: sent[index]!.sentAt }))
    return { count: batch.length, ...tally(sentCalls, await org.tasks(), await org.taskCreations()) }
  }

  const first = await log(warmUp)
  if (first.lost > 0) throw new Error(`of the first ${first.count} calls ${first.lost} were not logged`)

  if (load.isFailing) await org.fail(...failing)
  const apiCallsBefore = await org.apiCalls()
  const { count, logged, lost, doubled, waitsMs } = await log(load)
  if (logged === 0) throw new Error('not one call was logged')
  const apiCalls = (await org.apiCalls()) - apiCallsBefore

  const [p50, p99] = [quantile(waitsMs, 0.5), quantile(waitsMs, 0.99)]
  const ofThousand = (calls: number) => (calls * 1_000) / count
  return {
    p50,
    p99,
    own,
    p50Above: p50 - own,
    p99Above: p99 - own,
    logged: ofThousand(logged),
    lost: ofThousand(lost),
    doubled: ofThousand(doubled),
    apiCalls: apiCalls / count,
  }
}
