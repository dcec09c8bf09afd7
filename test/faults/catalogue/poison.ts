/** Records that nobody can read, in every topic that a stage reads. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { enricherTopics, sinkTopics } from '@calltrail/schemas'
import type { StageName } from '@calltrail/schemas'
import type { Fault, Scene } from '../harness/fault.ts'

interface Poison {
  readonly stage: StageName
  readonly topic: string
  readonly key: Buffer | null
  readonly value: Buffer | null
}

/** One of each kind, each with a mark by which it is known again. */
function poisons(): Poison[] {
  return [enricherTopics, sinkTopics].flatMap(({ stage, input, retryTiers }) =>
    [input.name, ...retryTiers].flatMap((topic) =>
      [randomBytes(40), wireFormat(1_000_000, randomBytes(12)), Buffer.alloc(0), null].map((value) => ({
        stage,
        topic,
        key: randomBytes(8),
        value,
      })),
    ),
  )
}

/** Keyless ones only on the input topics, where strangers write: ours always have a key. */
function keyless(): Poison[] {
  return [enricherTopics, sinkTopics].map(({ stage, input }) => ({
    stage,
    topic: input.name,
    key: null,
    value: randomBytes(40),
  }))
}

/** The registry knows no schema with that id. */
function wireFormat(schemaId: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(schemaId, 1)
  return Buffer.concat([head, rest])
}

const withinMs = 30_000

async function plant({ bench, hold, object }: Scene): Promise<void> {
  const planted = [...poisons(), ...keyless()]
  for (const { topic, key, value } of planted) {
    // Far from the ids of calls, so that the books of the calls do not know it.
    const headers = { ce_id: `poison-${randomBytes(4).toString('hex')}` }
    await bench.producer.send({ topic, messages: [{ key, value, headers, partition: 0 }] })
    await hold(100)
  }
  const missing = () =>
    planted.filter(({ stage, key, value }) => {
      const found = bench.observer.deadLetters.filter(
        (letter) => letter.stage === stage && same(letter.key, key) && same(letter.value, value),
      )
      return found.length !== 1
    })
  const deadline = performance.now() + withinMs
  while (missing().length > 0 && performance.now() < deadline) await sleep(100)
  for (const { topic } of missing())
    object(`a poison record of ${topic} does not stand once, byte for byte, among the dead letters`)
}

/** Kafka has null apart from nothing; so have we. */
function same(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}

export const poison: Fault = {
  name: 'poison',
  what: 'records that cannot be decoded stand in every input and retry topic',
  isShort: true,
  during: plant,
}
