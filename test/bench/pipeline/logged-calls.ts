/**
 * Reads `calls.logged.v1` as another team would, and tells when calls have been logged.
 */
import { EventEmitter } from 'node:events'
import { headerText, openEventReader } from '@calltrail/runtime'
import { callsLogged } from '@calltrail/schemas'
import type { CallLogged } from '@calltrail/schemas'
import pTimeout from 'p-timeout'
import type { OwnStack } from '../../kit/own-stack.ts'
import { readOnward } from './read-onward.ts'

export interface LoggedCalls extends AsyncDisposable {
  /**
   * Resolves with what was said of the events, in their order, as soon as each has been logged.
   * @throws {Error} when that is not so after `withinMs`, or when a call was not logged as a new Task
   */
  of(eventIds: readonly string[], withinMs: number): Promise<CallLogged[]>
  /** @throws {Error} when something was said of one of the events twice */
  assertOnce(eventIds: readonly string[]): void
}

export async function watchLoggedCalls(
  { kafka, registry }: OwnStack,
  signal: AbortSignal,
): Promise<LoggedCalls> {
  const reader = openEventReader(registry, callsLogged)
  const values = new Map<string, (Buffer | null)[]>()
  const arrivals = new EventEmitter<{ call: [eventId: string] }>()
  const reading = await readOnward(kafka, callsLogged.name, ({ headers, value }) => {
    const eventId = headerText(headers, 'ce_id')!
    values.set(eventId, [...(values.get(eventId) ?? []), value])
    arrivals.emit('call', eventId)
  })

  async function untilThere(eventIds: readonly string[], withinMs: number): Promise<void> {
    const missing = new Set(eventIds.filter((id) => !values.has(id)))
    const { promise, resolve } = Promise.withResolvers<void>()
    const strike = (eventId: string) => {
      missing.delete(eventId)
      if (missing.size === 0) resolve()
    }
    arrivals.on('call', strike)
    try {
      if (missing.size > 0) {
        const message = `of ${eventIds.length} calls some were not logged in ${withinMs} ms`
        await pTimeout(promise, { milliseconds: withinMs, message, signal })
      }
    } finally {
      arrivals.off('call', strike)
    }
  }

  return {
    async of(eventIds, withinMs) {
      await untilThere(eventIds, withinMs)
      // Decoded only now, so that it takes nothing from what is being measured.
      return Promise.all(eventIds.map(async (id) => assertLogged(await reader.decode(values.get(id)![0]!))))
    },
    assertOnce(eventIds) {
      const doubled = eventIds.filter((id) => values.get(id)?.length !== 1)
      if (doubled.length > 0) throw new Error(`not logged once: ${doubled.slice(0, 5).join(', ')} …`)
    },
    [Symbol.asyncDispose]: () => reading[Symbol.asyncDispose](),
  }
}

function assertLogged(call: CallLogged): CallLogged {
  if (call.result === 'CREATED' && call.contactError === null) return call
  throw new Error(`${call.eventId} was not logged: ${call.result}, ${call.skipReason ?? call.contactError}`)
}
