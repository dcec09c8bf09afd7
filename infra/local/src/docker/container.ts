/**
 * A container of ours: testcontainers makes, starts and removes it.
 */
import { Readable, Writable } from 'node:stream'
import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedNetwork,
  type WaitStrategy,
} from 'testcontainers'
import { lastLines } from '../guarded-process.ts'
import type { Probe } from '../probe.ts'
import { startDeadlineMs, whenReady } from '../readiness.ts'
import { StackError } from '../stack-error.ts'
import type { ContainerDefinition } from './definitions.ts'

/** Disposing stops and removes it. */
export interface RunningContainer extends AsyncDisposable {
  /** Resolves with the reason when it ends before it is disposed or killed; else it stays pending. */
  readonly broken: Promise<StackError>
  /** Ends it at once, as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>
  /** Starts it again, with its data and ports, and resolves when it answers. */
  start(): Promise<void>
}

export interface Surroundings {
  readonly network: StartedNetwork
  /** The address of the engine's machine on which ports are published; all of its addresses when empty. */
  readonly publishedAt: string
  /** What tells that it can be used. */
  readonly probes: readonly Probe[]
  /** Whether it leaves data that is to be in order. */
  readonly keepsData: boolean
  readonly signal: AbortSignal
  /** Called once it runs, which is before it can be used. */
  readonly whenRunning?: (() => void) | undefined
}

const stopDeadlineMs = 10_000

type EngineContainer = Parameters<WaitStrategy['waitUntilReady']>[0]

/** @throws StackError when it cannot be started, ends, or does not answer for too long; nothing is left of it then */
export async function startContainer(
  definition: ContainerDefinition,
  { network, publishedAt, probes, keepsData, signal, whenRunning }: Surroundings,
): Promise<RunningContainer> {
  const watch = watchOf(definition.title)
  const container = new OwnContainer(definition, publishedAt, network).withWaitStrategy(
    waitStrategy(async (engineContainer) => {
      const run = watch.run(engineContainer)
      whenRunning?.()
      await whenReady(run, probes, signal)
    }),
  )
  let started
  try {
    started = await container.start()
  } catch (error) {
    watch.expectEnd()
    await container.remove()
    signal.throwIfAborted()
    throw error instanceof StackError
      ? error
      : new StackError(`${definition.title} could not be started in Docker: ${reason(error)}`, {
          cause: error,
        })
  }
  let stopping: Promise<unknown> | undefined
  const stop = () => {
    watch.expectEnd()
    return started.stop({ timeout: keepsData ? stopDeadlineMs : 0 })
  }
  return {
    broken: watch.broken,
    async kill() {
      watch.expectEnd()
      await watch.current().kill()
      await watch.current().wait()
    },
    async start() {
      await watch.current().start()
      await whenReady(watch.run(watch.current()), probes, signal)
    },
    [Symbol.asyncDispose]: async () => void (await (stopping ??= stop())),
  }
}

/** testcontainers publishes ports on all addresses of the machine; it lets a class of one's own say better. */
class OwnContainer extends GenericContainer {
  private id: string | undefined

  constructor(definition: ContainerDefinition, publishedAt: string, network: StartedNetwork) {
    const { ports, environment, files = {}, command, mount, onHostNetwork, alias } = definition
    super(definition.image)
    this.withEnvironment(environment)
    this.withCopyContentToContainer(
      Object.entries(files).map(([target, content]) => ({ target, content, mode: 0o444 })),
    )
    if (command) this.withEntrypoint([command[0]!]).withCommand(command.slice(1))
    if (mount) this.withBindMounts([mount]).withUser(ownUser())
    if (onHostNetwork) this.withNetworkMode('host')
    else this.withNetwork(network)
    if (alias !== undefined) this.withNetworkAliases(alias)
    this.withExposedPorts(...ports)
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map(({ container, host }) => [
        `${container}/tcp`,
        [{ HostIp: publishedAt, HostPort: String(host) }],
      ]),
    )
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.id = id
  }

  /** Takes away what a start that failed has left. */
  async remove(): Promise<void> {
    if (this.id === undefined) return
    const client = await getContainerRuntimeClient()
    // What has ended by itself, or was removed with its failure, is gone already.
    await client.container
      .getById(this.id)
      .remove({ force: true, v: true })
      .catch(() => {})
  }
}

/** As what is written to a directory of this machine is to be ours. */
function ownUser(): string {
  return `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
}

function waitStrategy(waitUntilReady: (container: EngineContainer) => Promise<void>): WaitStrategy {
  const strategy: WaitStrategy = {
    waitUntilReady,
    withStartupTimeout: () => strategy,
    isStartupTimeoutSet: () => true,
    getStartupTimeout: () => startDeadlineMs,
  }
  return strategy
}

/** Sees how each run of a container ends. */
function watchOf(title: string) {
  const broken = Promise.withResolvers<StackError>()
  let endIsExpected = false
  let current: EngineContainer | undefined

  async function complaint(what: string): Promise<StackError> {
    return new StackError(`${title} ${what}. The last lines of its log:\n${await logOf(current!)}`)
  }

  return {
    broken: broken.promise,
    current: () => current!,
    expectEnd() {
      endIsExpected = true
    },
    /** @param container one that has just been started */
    run(container: EngineContainer) {
      current = container
      endIsExpected = false
      const ended = Promise.withResolvers<StackError>()
      const watch = async (): Promise<void> => {
        const end = await endOf(container)
        if (!endIsExpected) ended.resolve(await complaint(end))
      }
      void watch()
      void ended.promise.then(broken.resolve)
      return { broken: ended.promise, complaint }
    },
  }
}

async function endOf(container: EngineContainer): Promise<string> {
  try {
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
    return `ended by itself (${code})`
  } catch (error) {
    return `is out of sight: the Docker engine said ${reason(error)}`
  }
}

async function logOf(container: EngineContainer): Promise<string> {
  try {
    const log = await container.logs({ stdout: true, stderr: true, tail: 200 })
    return lastLines(await text(container, log))
  } catch (error) {
    return `  It cannot be read any more: ${reason(error)}`
  }
}

/** The engine sends both streams of a container in frames. */
async function text(container: EngineContainer, log: Buffer): Promise<string> {
  let lines = ''
  const sink = new Writable({
    write(chunk, _, done) {
      lines += String(chunk)
      done()
    },
  })
  const frames = Readable.from([log])
  const end = new Promise((resolve) => frames.once('end', resolve))
  ;(container.modem as { demuxStream(from: Readable, out: Writable, error: Writable): void }).demuxStream(
    frames,
    sink,
    sink,
  )
  await end
  return lines
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
