/**
 * The whole pipeline works off a million events, while webhooks come in beside them, and its memory is looked at all the time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { callsEnded } from '@calltrail/schemas'
import { controlSimulator } from '@calltrail/simulators'
import type { OwnStack } from '../../kit/own-stack.ts'
import { pipelineEnvironment, startPipeline } from '../../kit/pipeline.ts'
import type { PipelineService } from '../../kit/service-process.ts'
import { postWebhook, signedHeaders } from '../../kit/webhook.ts'
import type { RunContext } from '../harness/bench.ts'
import { openEventFeed } from '../pipeline/event-feed.ts'
import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import type { LoggedTally } from './logged-tally.ts'
import { numberedCalls } from './many-customers.ts'
import { memoryCourse } from './memory-course.ts'
import type { MemoryCourse } from './memory-course.ts'
import { watchMemory } from './memory-watch.ts'
import type { MemoryCourses } from './memory-watch.ts'
import { startVendorsOfMany } from './vendors-of-many.ts'

export interface ServiceMemory extends MemoryCourse {
  /** How many calls went through the service. */
  readonly calls: number
}

const eventCount = 1_000_000
/** At once; and how many may be waiting before more are put into the topic. */
const eventsPerFeed = 5_000
const longestBacklog = 100_000
const pollMs = 20
const webhooksPerSecond = 100
const sampleMs = 1_000
/** After so many calls the org forgets its Tasks: a million of them are no concern of the services. */
const callsPerOrg = 50_000
const progressCalls = 50_000

/** @throws {Error} when a call is not logged, or logged twice */
export async function drainLongBacklog(
  stack: OwnStack,
  tally: LoggedTally,
  { scale, signal, say }: RunContext,
): Promise<Readonly<Record<PipelineService, ServiceMemory>>> {
  await using owned = new AsyncDisposableStack()
  const feed = owned.use(await openEventFeed(stack, callsEnded))
  const vendors = owned.use(await startVendorsOfMany())
  const salesforce = controlSimulator(vendors.salesforceUrl)
  const pipeline = owned.use(
    await startPipeline({
      ...pipelineEnvironment(stack, vendors, webhookSecret),
      // Follow-ups would come when all is over.
      FOLLOW_UP_DELAYS_MS: 'none',
    }),
  )
  const total = Math.ceil(eventCount * scale)
  const backlog = numberedCalls()
  const beside = numberedCalls()
  const logged = () => tally.countOf(backlog.run)
  // When one of the jobs fails, the others have nothing more to do.
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  let isDrained = false

  async function feedAll(): Promise<void> {
    for (let from = 0; from < total; from += eventsPerFeed) {
      while (from - logged() > longestBacklog) await sleep(pollMs, undefined, { signal: over })
      over.throwIfAborted()
      const count = Math.min(eventsPerFeed, total - from)
      const events = Array.from({ length: count }, (_, index) => feed.message(backlog.ended(from + index)))
      await feed.send(await Promise.all(events))
    }
  }

  async function drain(): Promise<void> {
    await tally.until(backlog.run, total)
    isDrained = true
  }

  /** @returns how many were sent */
  async function sendWebhooks(): Promise<number> {
    const answers: Promise<void>[] = []
    const startedAt = performance.now()
    for (let number = 0; !isDrained; number++) {
      answers.push(send(number))
      const dueInMs = startedAt + ((number + 1) * 1_000) / webhooksPerSecond - performance.now()
      if (dueInMs > 0) await sleep(dueInMs, undefined, { signal: over })
    }
    await Promise.all(answers)
    over.throwIfAborted()
    return answers.length
  }

  async function send(number: number): Promise<void> {
    const body = JSON.stringify(beside.webhook(number))
    try {
      const { status } = await postWebhook(pipeline.ingressUrl, body, signedHeaders(body, webhookSecret))
      if (status !== 202) throw new Error(`webhook ${number} was answered ${status}`)
    } catch (error) {
      // At once: its answer is waited for only when all have been sent.
      failed.abort(error)
    }
  }

  async function lookOnAndForget(): Promise<MemoryCourses> {
    const memory = watchMemory(pipeline.services)
    let [forgotten, said] = [0, 0]
    for (;;) {
      const isLast = isDrained
      const count = logged()
      await memory.look(count / total)
      if (isLast) return memory.courses
      if (count - forgotten >= callsPerOrg) {
        await salesforce.control('POST', '/reset')
        forgotten = count
      }
      if (count - said >= progressCalls) {
        said = count
        say(`${count} of ${total} events have been logged`)
      }
      await sleep(sampleMs * Math.min(1, scale), undefined, { signal: over })
    }
  }

  async function orEndOthers<Result>(job: Promise<Result>): Promise<Result> {
    return job.catch((error: unknown) => {
      failed.abort(error)
      throw error
    })
  }

  const [webhooks, courses] = await Promise.all([
    orEndOthers(sendWebhooks()),
    orEndOthers(lookOnAndForget()),
    orEndOthers(feedAll()),
    orEndOthers(drain()),
  ])
  await tally.until(beside.run, webhooks)
  const through = { ingress: webhooks, enricher: total + webhooks, sink: total + webhooks }
  const memoryOf = (name: PipelineService) => ({ ...memoryCourse(courses[name]), calls: through[name] })
  return { ingress: memoryOf('ingress'), enricher: memoryOf('enricher'), sink: memoryOf('sink') }
}
