/** Contents of one call that come in the wrong order. */
import { lateHeader, openEventWriter } from '@calltrail/runtime'
import { callsEnded } from '@calltrail/schemas'
import type { Fault } from '../harness/fault.ts'
import { plant, plantedCall } from '../harness/planted.ts'

const pairCount = 10
/** So much earlier was the older content received. */
const headStartMs = 20_000

/**
 * The ingress that took the first content could not reach Kafka and drains its spool late; another one took the notes that came after.
 * What that looks like on the topic is planted: the newer content first, and then the older one with the mark of the spool.
 */
const olderRevisionComesLate: Fault = {
  name: 'older-revision-late',
  what: 'the older of two contents of a call comes after the newer one, at once or when that has its Task',
  isShort: true,
  async during(scene) {
    const { bench, prefix, until } = scene
    const writer = await openEventWriter(bench.registry, callsEnded)
    const publish = async (number: number, revision: number, receivedAt: number) => {
      const isBelated = revision === 0
      const call = plantedCall(prefix, { number, revision, receivedAt, isBelated })
      await plant(scene, callsEnded, call, await writer.encode(call.ended), isBelated ? lateHeader : {})
    }
    const now = Date.now()
    for (let number = 0; number < pairCount; number++) {
      await publish(number, 1, now + number)
      if (number % 2 === 0) await publish(number, 0, now + number - headStartMs)
    }
    const isLogged = (number: number) =>
      bench.observer.seen(prefix).logged.some(({ receivedAt }) => receivedAt === now + number)
    await until('the newer contents are logged', () =>
      Array.from({ length: pairCount }, (_, number) => isLogged(number)).every(Boolean),
    )
    for (let number = 1; number < pairCount; number += 2) await publish(number, 0, now + number - headStartMs)
  },
}

export const revisionFaults: readonly Fault[] = [olderRevisionComesLate]
