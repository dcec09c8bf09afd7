import { openOwnStack } from '../../kit/own-stack.ts'
import type { RunContext } from '../harness/bench.ts'
import { startTraceBackEnd } from '../pipeline/start-program.ts'
import type { Surroundings } from './front-door.ts'
import { startLoadGenerator } from './load-generator.ts'
import type { LoadGenerator } from './load-generator.ts'

/** What stays while one front door after the other is measured. */
export interface OpenSurroundings extends AsyncDisposable {
  readonly surroundings: Surroundings
  readonly generator: LoadGenerator
}

export async function openSurroundings({ say, signal }: RunContext): Promise<OpenSurroundings> {
  await using owned = new AsyncDisposableStack()
  const stack = owned.use(await openOwnStack())
  const admin = stack.kafka.admin()
  await admin.connect()
  owned.defer(() => admin.disconnect())
  const answering = owned.use(await startTraceBackEnd('answers'))
  const hanging = owned.use(await startTraceBackEnd('hangs'))
  const generator = owned.use(await startLoadGenerator(signal))
  const all = owned.move()
  return {
    generator,
    surroundings: { stack, admin, traceBackEndUrl: answering.url, unansweringUrl: hanging.url, say },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
