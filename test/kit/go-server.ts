/**
 * A server built from Go modules, in a temporary directory of its own, that does not outlive this process.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideGoTool, startGuarded, startWatchdog, whenReady } from '@calltrail/local'
import type { GoTool, Probe } from '@calltrail/local'

/** How long the first test of a machine may have to wait for a tool to be built, for a hook's time-out. */
export const toolTimeoutMs = 30 * 60_000

export interface GoServer extends AsyncDisposable {
  readonly pid: number
}

interface GoServerSettings {
  readonly title: string
  /** What its configuration file says: JSON, which is YAML. */
  readonly config: object
  readonly arguments: (files: { configFile: string; directory: string }) => readonly string[]
  readonly ready: Probe
}

/**
 * Provides the tool, starts it, and waits until it answers. Disposing stops it and removes its directory.
 * @throws StackError with the end of its log
 */
export async function startGoServer(
  tool: GoTool,
  { title, config, ready, ...settings }: GoServerSettings,
): Promise<GoServer> {
  const program = await provideGoTool(tool, { env: process.env })
  await using owned = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), `calltrail-${tool}-`))
  owned.defer(() => rm(directory, { recursive: true, force: true }))
  const configFile = join(directory, 'config.yaml')
  await writeFile(configFile, JSON.stringify(config))

  const watchdog = owned.use(startWatchdog(directory))
  const command = {
    title,
    program,
    arguments: settings.arguments({ configFile, directory }),
    // Nothing that is set for the services may reach a server that reads the same variables.
    env: { PATH: process.env['PATH'] },
    logFile: join(directory, 'log'),
    stopDeadlineMs: 10_000,
  }
  const server = startGuarded(command, watchdog)
  // Its data goes with it, and Jaeger would wait for the connections that clients keep open.
  owned.defer(() => server.kill())
  await whenReady(server, [ready])
  const running = owned.move()
  return { pid: server.pid, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
