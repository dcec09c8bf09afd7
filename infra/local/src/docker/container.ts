/**
 * A container of ours: testcontainers makes, starts and removes it.
 */
import { randomBytes } from 'node:crypto'
import {
  GenericContainer,
  type StartedNetwork,
  type StartedTestContainer,
  type WaitStrategy,
} from 'testcontainers'
import type { Probe } from '../probe.ts'
import { startDeadlineMs, whenReady } from '../readiness.ts'
import { StackError } from '../stack-error.ts'
import { earlyEnd, reason, watchRun, type EngineContainer, type Run } from './container-watch.ts'
import type { ContainerDefinition } from './definitions.ts'
import type { Engine, EngineMachine } from './engine.ts'

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
  readonly engine: Engine
  readonly network: StartedNetwork
  /** What tells that it can be used. */
  readonly probes: readonly Probe[]
  /** Whether it leaves data that is to be in order. */
  readonly keepsData: boolean
  readonly signal: AbortSignal
  /** Called once it runs, which is before it can be used. */
  readonly whenRunning?: (() => void) | undefined
}

const stopDeadlineMs = 10_000

/** @throws StackError when it cannot be started, ends, or does not answer for too long; nothing is left of it then */
export async function startContainer(
  definition: ContainerDefinition,
  { engine, network, probes, keepsData, signal, whenRunning }: Surroundings,
): Promise<RunningContainer> {
  const broken = Promise.withResolvers<StackError>()
  let run: Run | undefined
  const running = async (engineContainer: EngineContainer): Promise<void> => {
    run = watchRun(definition.title, engineContainer)
    void run.broken.then(broken.resolve)
    whenRunning?.()
    await whenReady(run, probes, signal)
  }
  // By its name it is found even if its start fails before it tells its id.
  const name = `calltrail-${definition.name}-${randomBytes(6).toString('hex')}`
  const container = new OwnContainer(definition, engine, network)
    .withName(name)
    .withWaitStrategy(waitStrategy(running))
  let started: StartedTestContainer
  try {
    started = await container.start()
  } catch (error) {
    const rest = engine.client.container.getById(name)
    const complaint = error instanceof StackError ? error : await earlyEnd(definition.title, rest)
    // What has ended by itself, or was removed with its failure, is gone already.
    await rest.remove({ force: true, v: true }).catch(() => {})
    signal.throwIfAborted()
    throw (
      complaint ??
      new StackError(`${definition.title} could not be started in Docker: ${reason(error)}`, { cause: error })
    )
  }

  let stopping: Promise<unknown> | undefined
  const stop = () => {
    run!.expectEnd()
    return started.stop({ timeout: keepsData ? stopDeadlineMs : 0 })
  }
  return {
    broken: broken.promise,
    async kill() {
      run!.expectEnd()
      await run!.container.kill()
      await run!.end
    },
    async start() {
      await run!.container.start()
      await running(run!.container)
    },
    [Symbol.asyncDispose]: async () => void (await (stopping ??= stop())),
  }
}

/** testcontainers publishes ports on all addresses of the machine; it lets a class of one's own say better. */
export class OwnContainer extends GenericContainer {
  constructor(
    definition: ContainerDefinition,
    { publishedAt, rootless, labels }: Pick<EngineMachine, 'publishedAt' | 'rootless' | 'labels'>,
    network: StartedNetwork,
  ) {
    const { ports, environment, files = {}, command, mount, onHostNetwork, alias } = definition
    super(definition.image)
    this.withEnvironment(environment)
    this.withCopyContentToContainer(
      Object.entries(files).map(([target, content]) => ({ target, content, mode: 0o444 })),
    )
    if (command) this.withEntrypoint([command[0]!]).withCommand(command.slice(1))
    if (mount)
      this.withBindMounts([{ ...mount, mode: labels ? 'z' : 'rw' }]).withUser(rootless ? '0:0' : ownUser())
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
