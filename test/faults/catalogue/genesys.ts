/** Genesys that is slow, limits, does not know, or is away. A recording is a courtesy: every call is logged without it. */
import type { Fault, Scene } from '../harness/fault.ts'

const recordings = { path: '/api/v2/recordings' }

function genesysFault(name: string, what: string, apply: (scene: Scene) => Promise<unknown>): Fault {
  return {
    name: `genesys-${name}`,
    what: `Genesys ${what}`,
    async during(scene) {
      await apply(scene)
      await scene.hold(10_000)
      await scene.bench.genesys.control('POST', '/reset')
      await scene.bench.proxies.genesys.set({ kind: 'pass' })
    },
  }
}

export const genesysFaults: readonly Fault[] = [
  genesysFault('slow', 'takes 5 s for each answer', ({ bench }) =>
    bench.genesys.fail({ match: recordings, do: { delayMs: 5_000 } }),
  ),
  genesysFault('limits', 'allows 60 requests a minute and answers 429 to the rest', ({ bench }) =>
    bench.genesys.control('POST', '/rate-limit', { requestsPerMinute: 60 }),
  ),
  genesysFault('knows-nothing', 'answers 404 for every recording', ({ bench }) =>
    bench.genesys.control('POST', '/recordings', { default: 'missing' }),
  ),
  genesysFault('down', 'refuses connections', ({ bench }) => bench.proxies.genesys.set({ kind: 'refuse' })),
]
