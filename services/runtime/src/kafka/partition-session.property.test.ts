/**
 * Whatever happens in between, and in whatever order, each record of a partition is done once, and in its turn. What somebody thought of
 * has a test of its own; this is for what nobody did.
 */
import type { CallEnded } from '@calltrail/schemas'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { PipelineError } from '../errors.ts'
import type { PartitionWriter } from './partition-writer.ts'
import { batchOf, droppingCopies, emitAll, session } from './testing/session-bench.ts'
import type { TestHandler } from './testing/session-bench.ts'

/** What happens. */
interface Plan {
  /** The key of each record, by offset. */
  readonly keys: readonly string[]
  /** How many of them a former owner has done. */
  readonly doneBefore: number
  readonly recordsPerSlice: number
  /** How many records each fetch brings; again and again. */
  readonly fetches: readonly number[]
  /** How many turns of the event loop things take; again and again. */
  readonly turns: readonly number[]
  /** Whether the group comes together anew before what was fetched is handed over; after these times it does not. */
  readonly rejoins: readonly boolean[]
  /** Whether Salesforce is away when the stage asks it; after these times it is not. */
  readonly outages: readonly boolean[]
  /** The commit whose answer is lost. */
  readonly lostCommit: { readonly index: number; readonly hasSucceeded: boolean } | null
}

const plans: fc.Arbitrary<Plan> = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 40 })
  .chain((keys) =>
    fc.record({
      keys: fc.constant(keys),
      doneBefore: fc.nat({ max: keys.length }),
      recordsPerSlice: fc.integer({ min: 1, max: 8 }),
      fetches: listOf(fc.integer({ min: 1, max: 6 })),
      turns: listOf(fc.nat({ max: 5 })),
      rejoins: listOf(rarely(fc.constant(true), { else: false, in: 6 })),
      outages: listOf(rarely(fc.constant(true), { else: false, in: 6 })),
      // It costs a pause of half a second.
      lostCommit: rarely(fc.record({ index: fc.nat({ max: 5 }), hasSucceeded: fc.boolean() }), {
        else: null,
        in: 15,
      }),
    }),
  )

it('a partition’s records are each done once, in their order, and those of one key never at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { committed, overlaps } = await workThrough(plan)
      const fresh = plan.keys.map((_, offset) => `conversation-${offset}`).slice(plan.doneBefore)
      expect(committed).toEqual(fresh)
      expect(overlaps).toEqual([])
    }),
    { numRuns: 500 },
  )
}, 60_000)

/** With the pause after a lost commit it takes a second at most. */
const stuckAfterMs = 8_000

/** Lets a session do all records of a partition, as kafkajs would hand them to it. */
async function workThrough(plan: Plan): Promise<{ committed: string[]; overlaps: string[] }> {
  const pass = turnsOf(plan.turns)
  const fetchSize = cycle(plan.fetches)
  const isRejoined = toTheEnd(plan.rejoins)
  const isOut = toTheEnd(plan.outages)
  const keyOf = (conversationId: string) => plan.keys[Number(conversationId.slice('conversation-'.length))]!
  const stage = stageThatIsHeldUp(pass, isOut, keyOf)
  const partition = new Committed(plan, pass)
  const consumer = { position: plan.doneBefore, isPaused: false, seek: undefined as number | undefined }

  const { session: opened } = session({
    context: droppingCopies(session({}, stage.handler).tools.context, pass),
    sliceLimits: { records: plan.recordsPerSlice, bytes: 100_000 },
    outagePauseMs: 1,
    openWriter: async () => partition.writer(),
    seek: (_, offset) => (consumer.seek = Number(offset)),
  })

  const givenUpAt = performance.now() + stuckAfterMs
  while (partition.offset < plan.keys.length) {
    if (performance.now() > givenUpAt) throw new Error(`stuck at offset ${partition.offset}`)
    await pass()
    await nextTurn()
    consumer.position = consumer.seek ?? consumer.position
    consumer.seek = undefined
    const from = consumer.position
    const offsets = plan.keys.slice(from, from + fetchSize()).map((_, index) => from + index)
    if (consumer.isPaused || offsets.length === 0) continue
    await pass()
    if (isRejoined()) {
      consumer.position = partition.offset
      opened.rejoined()
    }
    // kafkajs shows nothing of a partition that was paused or moved meanwhile.
    if (consumer.isPaused || consumer.seek !== undefined) continue
    opened.take(
      batchOf(
        offsets,
        {
          pause: () => {
            consumer.isPaused = true
            return () => (consumer.isPaused = false)
          },
          resolveOffset: (offset) => (consumer.position = Number(offset) + 1),
          isStale: () => consumer.seek !== undefined,
        },
        (offset) => plan.keys[offset]!,
      ),
    )
  }
  await opened[Symbol.asyncDispose]()
  return { committed: partition.events, overlaps: stage.overlaps }
}

/** What the broker has of the partition's outputs and of its offset. */
class Committed {
  readonly events: string[] = []
  offset: number
  readonly #plan: Plan
  readonly #pass: () => Promise<void>
  #commits = 0

  constructor(plan: Plan, pass: () => Promise<void>) {
    this.#plan = plan
    this.#pass = pass
    this.offset = plan.doneBefore
  }

  writer(): PartitionWriter {
    let committedOffset = BigInt(this.offset)
    return {
      get committedOffset() {
        return committedOffset
      },
      commit: async (messages, nextOffset) => {
        const { lostCommit } = this.#plan
        const isLost = lostCommit?.index === this.#commits++
        await this.#pass()
        if (!isLost || lostCommit.hasSucceeded) {
          this.events.push(...messages.map(({ message }) => conversationIn(message.value)))
          this.offset = Number(nextOffset)
        }
        if (isLost) throw new Error('no answer')
        committedOffset = nextOffset
      },
      [Symbol.asyncDispose]: async () => {},
    }
  }
}

/** A stage that takes its time, and notices when it is asked to do calls of one key twice at once. */
function stageThatIsHeldUp(
  pass: () => Promise<void>,
  isOut: () => boolean,
  keyOf: (conversationId: string) => string,
) {
  const underWay = new Set<string>()
  const overlaps: string[] = []
  const handler: TestHandler = async (calls, context) => {
    const fails = isOut()
    const keys = new Set(calls.map(({ conversationId }) => keyOf(conversationId)))
    overlaps.push(...keys.intersection(underWay))
    for (const key of keys) underWay.add(key)
    await pass()
    for (const key of keys) underWay.delete(key)
    if (fails) throw new PipelineError('SALESFORCE_UNAVAILABLE', 'Salesforce answered 503')
    return emitAll(calls, context)
  }
  return { handler, overlaps }
}

function conversationIn(value: Buffer | string | null): string {
  return (JSON.parse(String(value)) as CallEnded).conversationId
}

function listOf<Item>(items: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(items, { minLength: 1, maxLength: 12 })
}

/** One time in so many; otherwise what else there is. */
function rarely<Item, Else>(
  item: fc.Arbitrary<Item>,
  rule: { else: Else; in: number },
): fc.Arbitrary<Item | Else> {
  return fc.oneof({ weight: rule.in - 1, arbitrary: fc.constant(rule.else) }, { weight: 1, arbitrary: item })
}

/** @returns what gives the next of the items each time it is called, and begins anew after the last */
function cycle<Item>(items: readonly Item[]): () => Item {
  let next = 0
  return () => items[next++ % items.length]!
}

/** @returns what gives the next answer each time it is called, and no after the last */
function toTheEnd(answers: readonly boolean[]): () => boolean {
  const left = answers.values()
  return () => left.next().value ?? false
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

function turnsOf(counts: readonly number[]): () => Promise<void> {
  const next = cycle(counts)
  return async () => {
    for (let left = next(); left > 0; left--) await nextTurn()
  }
}
