import { webhookSecret } from '../pipeline/measured-pipeline.ts'
import type { LoadFigures } from './exchanges.ts'
import type { FrontDoorPlan, Surroundings } from './front-door.ts'
import type { LoadGenerator, LoadOrder } from './load-generator.ts'

/** Loads that a front door bears one after the other. */
export type LoadPlan = Omit<LoadOrder, 'url' | 'pid'>

/** Beyond what is sent while the clock runs: the last requests of all connections, and clocks that are late. */
const spareSeconds = 1

/**
 * Opens a front door while the requests are being signed, lets it bear the loads, and closes it.
 * @returns of each load its figures
 * @throws {Error} when a request was not answered 2xx, or what was answered is not what was stored
 */
export async function measureFrontDoor(
  plan: FrontDoorPlan,
  loads: readonly LoadPlan[],
  generator: LoadGenerator,
  surroundings: Surroundings,
): Promise<LoadFigures[]> {
  const count = loads.reduce((sum, load) => sum + requestsFor(load, plan), 0)
  await using opened = new AsyncDisposableStack()
  const opening = plan.open(surroundings).then((door) => opened.use(door))
  const [prepared, opens] = await Promise.allSettled([
    generator.prepare({ count, secret: webhookSecret, ...plan.requests }),
    opening,
  ])
  if (prepared.status === 'rejected') throw prepared.reason
  if (opens.status === 'rejected') throw opens.reason
  const door = opens.value

  const storedBefore = await door.stored?.()
  const figures: LoadFigures[] = []
  for (const load of loads) figures.push(await generator.apply({ ...load, url: door.url, pid: door.pid }))
  const storedAfter = await door.stored?.()

  const answered = figures.reduce((sum, { answered }) => sum + answered, 0)
  if (storedBefore !== undefined && storedAfter !== storedBefore + answered)
    throw new Error(`${answered} requests were accepted, and ${storedAfter! - storedBefore} calls stored`)
  await door.check?.()
  return figures
}

function requestsFor({ warmUpMs, countedMs, perSecond }: LoadPlan, { mostPerSecond }: FrontDoorPlan): number {
  const seconds = (warmUpMs + countedMs) / 1_000 + spareSeconds
  return Math.ceil(seconds * (perSecond ?? mostPerSecond))
}
