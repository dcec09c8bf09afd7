import type { Bench } from '../harness/bench.ts'
import { cost } from './cost.ts'
import { endToEnd } from './end-to-end.ts'
import { enricher } from './enricher.ts'
import { growth } from './growth.ts'
import { ingressLatency } from './ingress-latency.ts'
import { ingress } from './ingress.ts'
import { memory } from './memory.ts'
import { sink } from './sink.ts'
import { tracing } from './tracing.ts'

/** In the order in which they run. */
export const benches: readonly Bench[] = [
  ingress,
  ingressLatency,
  enricher,
  sink,
  endToEnd,
  memory,
  cost,
  growth,
  tracing,
]
