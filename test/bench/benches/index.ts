import type { Bench } from '../harness/bench.ts'
import { tracing } from './tracing.ts'

/** In the order in which they run. */
export const benches: readonly Bench[] = [tracing]
