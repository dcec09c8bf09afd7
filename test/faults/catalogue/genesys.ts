/** Genesys that is slow, limits, does not know, or is away. A recording is a courtesy: every call is logged without it. */
import type { Bench } from '../harness/bench.ts'
import type { Fault, Scene } from '../harness/fault.ts'
import { circuitOpened } from '../harness/signs.ts'
import { hasIdleRule } from './salesforce.ts'

const recordings = { path: '/api/v2/recordings' }
const genesysOutage = circuitOpened('genesys', 'enricher')

/** @param bites looks at what the simulator has been asked, before it forgets that */
function genesysFault(
  name: string,
  what: string,
  apply: (scene: Scene) => Promise<unknown>,
  bites: (genesys: Bench['genesys']) => Promise<boolean> = async () => true,
  changes: Partial<Fault> = {},
): Fault {
  return {
    name: `genesys-${name}`,
    what: `Genesys ${what}`,
    async during(scene) {
      const { bench, hold, object } = scene
      await apply(scene)
      await hold(10_000)
      if (!(await bites(bench.genesys))) object('no request met it')
      await bench.genesys.control('POST', '/reset')
      await bench.proxies.genesys.set({ kind: 'pass' })
    },
    ...changes,
  }
}

const hasAnswered = (status: number) => async (genesys: Bench['genesys']) =>
  (await genesys.requests()).some((request) => request.status === status)

const isBetween = (least: number, most: number, count: number) => count >= least && count <= most

export const genesysFaults: readonly Fault[] = [
  genesysFault(
    'slow',
    'takes 5 s for each answer',
    ({ bench }) => bench.genesys.fail({ match: recordings, do: { delayMs: 5_000 } }),
    async (genesys) => !(await hasIdleRule(genesys)),
    { signs: [genesysOutage] },
  ),
  genesysFault(
    'limits',
    'allows 60 requests a minute and answers 429 to the rest',
    async ({ bench: { genesys } }) => {
      await genesys.control('POST', '/rate-limit', { requestsPerMinute: 60 })
      await genesys.control('DELETE', '/requests')
    },
    // The client keeps below what it is allowed: calls go without what there is no request left for.
    async (genesys) => isBetween(1, 60, (await genesys.requests()).length),
    // It asks to be left alone for up to a minute, which would go on in the faults after this one.
    { afterwards: ({ services }) => services.enricher.one().restart() },
  ),
  genesysFault(
    'knows-nothing',
    'answers 404 for every recording',
    ({ bench }) => bench.genesys.control('POST', '/recordings', { default: 'missing' }),
    hasAnswered(404),
  ),
  genesysFault(
    'down',
    'refuses connections',
    ({ bench }) => bench.proxies.genesys.set({ kind: 'refuse' }),
    undefined,
    { signs: [genesysOutage] },
  ),
]
