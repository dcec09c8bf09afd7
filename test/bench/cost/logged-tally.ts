/**
 * Reads `calls.logged.v1` as another team would, and counts the calls without keeping them: for backlogs that are long.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { headerText, openEventReader } from '@calltrail/runtime'
import { callsLogged } from '@calltrail/schemas'
import type { KafkaMessage } from 'kafkajs'
import type { OwnStack } from '../../kit/own-stack.ts'
import { readOnward } from '../pipeline/read-onward.ts'
import { CallTally } from './call-tally.ts'
import { callOf } from './many-customers.ts'

export interface LoggedTally extends AsyncDisposable {
  /** How many calls of a run have been logged, each counted once. */
  countOf(run: string): number
  /**
   * Waits until `total` calls of a run have been logged.
   * @returns when the last one was, in epoch milliseconds by the sink's clock
   * @throws {Error} when nothing is logged for a minute, or when a call, of whatever run, is logged twice, or not as a new Task
   */
  until(run: string, total: number): Promise<number>
}

interface RunState {
  readonly tally: CallTally
  lastLoggedAt: number
}

const pollMs = 50
const longestSilenceMs = 60_000

/** @param signal ends every wait */
export async function watchTally({ kafka, registry }: OwnStack, signal: AbortSignal): Promise<LoggedTally> {
  const reader = openEventReader(registry, callsLogged)
  const runs = new Map<string, RunState>()
  let failure: Error | undefined
  const reading = await readOnward(kafka, callsLogged.name, count)

  async function count({ headers, value }: KafkaMessage): Promise<void> {
    const call = callOf(headerText(headers, 'ce_id')!)
    if (!call) return
    const { eventId, result, skipReason, contactError, loggedAt } = await reader.decode(value)
    if (result !== 'CREATED' || contactError !== null)
      failure ??= new Error(`${eventId} was not logged: ${result}, ${skipReason ?? contactError}`)
    const state = stateOf(call.run)
    // Also when nobody waits for it any more: then whoever waits for another run hears of it.
    if (!state.tally.add(call.number)) failure ??= new Error(`${eventId} was logged twice`)
    state.lastLoggedAt = Math.max(state.lastLoggedAt, loggedAt)
  }

  function stateOf(run: string): RunState {
    const state = runs.get(run) ?? { tally: new CallTally(), lastLoggedAt: 0 }
    runs.set(run, state)
    return state
  }

  return {
    countOf: (run) => stateOf(run).tally.distinct,
    async until(run, total) {
      const state = stateOf(run)
      let [count, changedAt] = [0, performance.now()]
      while (state.tally.distinct < total) {
        if (failure) throw failure
        if (state.tally.distinct > count) [count, changedAt] = [state.tally.distinct, performance.now()]
        if (performance.now() > changedAt + longestSilenceMs)
          throw new Error(`of ${total} calls ${count} were logged, and then none for ${longestSilenceMs} ms`)
        await sleep(pollMs, undefined, { signal })
      }
      if (failure) throw failure
      state.tally.assertOnce(total)
      return state.lastLoggedAt
    },
    [Symbol.asyncDispose]: () => reading[Symbol.asyncDispose](),
  }
}
