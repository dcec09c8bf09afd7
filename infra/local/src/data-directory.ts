import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import { isLocked } from './exclusively.ts'
import { StackError } from './stack-error.ts'

/** A directory for one stack. Disposing lets go of it; a temporary one is removed. */
export interface DataDirectory extends AsyncDisposable {
  readonly path: string
  readonly temporary: boolean
  /** Leaves word for whoever finds the directory in use. */
  announce(addresses: Addresses): Promise<void>
}

interface Addresses {
  readonly kafkaBrokers: string
  readonly schemaRegistryUrl: string
}

interface Owner extends Partial<Addresses> {
  readonly pid: number
}

export async function temporaryDataDirectory(): Promise<DataDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'calltrail-stack-'))
  return {
    path,
    temporary: true,
    async announce() {},
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/**
 * Claims a directory that keeps its data.
 * @throws StackError that names the process that holds it
 */
export async function lastingDataDirectory(name: string, { fresh = false } = {}): Promise<DataDirectory> {
  const path = resolve(name)
  const ownerFile = join(path, 'owner.json')
  await mkdir(path, { recursive: true })
  await using owned = new AsyncDisposableStack()
  owned.defer(await claim(path, ownerFile))
  owned.defer(() => rm(ownerFile, { force: true }))
  const announce = (addresses: Partial<Addresses>): Promise<void> =>
    writeFile(ownerFile, JSON.stringify({ pid: process.pid, ...addresses } satisfies Owner))

  if (fresh) await rm(path, { recursive: true })
  await mkdir(path, { recursive: true })
  await announce({})
  const claimed = owned.move()
  return { path, temporary: false, announce, [Symbol.asyncDispose]: () => claimed.disposeAsync() }
}

/** A lock that nobody refreshes is void after 5 s; a little more than that is waited for the lock of a dead process. */
const patienceMs = 8_000

async function claim(path: string, ownerFile: string): Promise<() => Promise<void>> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await lockfile.lock(path, {
        realpath: false,
        stale: 5_000,
        update: 1_000,
        onCompromised: ignore,
      })
    } catch (error) {
      if (!isLocked(error)) throw error
    }
    const owner = await readOwner(ownerFile)
    if ((owner && isAlive(owner.pid)) || performance.now() > deadline)
      throw new StackError(inUse(path, owner))
    await sleep(250)
  }
}

/** After a long suspension the lock may be somebody else's. Kafka guards its files itself; nothing is to be done here. */
function ignore(): void {}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

export function inUse(path: string, owner: Owner | undefined): string {
  if (!owner) return `The data directory ${path} is in use by another process.`
  const addresses = owner.kafkaBrokers
    ? `Kafka at ${owner.kafkaBrokers}, schema registry at ${owner.schemaRegistryUrl}`
    : 'still starting'
  return (
    `A stack already runs on ${path}: process ${owner.pid}, ${addresses}. ` +
    `Use that one, or stop it first (Ctrl-C where it runs, or kill ${owner.pid}).`
  )
}
