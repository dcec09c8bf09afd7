import type { Meter } from '@opentelemetry/api'
import type { Circuit } from '../outage/circuit.ts'
import { gaugeOf } from './instruments.ts'

export function observeCircuits(meter: Meter, circuits: Iterable<Circuit>): void {
  gaugeOf(meter, 'calltrail_circuit_open', (tell) => {
    for (const { dependency, state } of circuits) tell(state === 'closed' ? 0 : 1, { dependency })
  })
}
