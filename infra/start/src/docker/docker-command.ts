/**
 * The docker command of this machine.
 */
import { fileURLToPath } from 'node:url'
import type { Environment } from '@calltrail/runtime'
import { execa } from 'execa'
import { StartError } from '../start-error.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

export interface DockerOptions {
  readonly env: Environment
  /** Gets each line that it writes, to show how far it is. */
  readonly detail?: (text: string) => void
  /** Ends it. */
  readonly signal?: AbortSignal
}

export interface DockerResult {
  /** Undefined when there is no such command, or when a signal ended it. */
  readonly exitCode: number | undefined
  readonly isMissing: boolean
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs it at the root of the repository, in a process group of its own: a Ctrl-C is for us, who then ask it for what is to become of the
 * containers.
 * @throws the signal's reason when that ended it
 */
export async function docker(args: readonly string[], options: DockerOptions): Promise<DockerResult> {
  const { detail, signal } = options
  signal?.throwIfAborted()
  const running = execa('docker', args, executionOf(options))
  if (detail) {
    running.stdout.on('data', (chunk) => detail(lastLine(chunk)))
    running.stderr.on('data', (chunk) => detail(lastLine(chunk)))
  }
  const { exitCode, code, stdout, stderr } = await running
  signal?.throwIfAborted()
  return { exitCode, isMissing: code === 'ENOENT', stdout, stderr }
}

/** The lines that it writes, as it writes them, until `signal` ends it. */
export async function* dockerLines(args: readonly string[], options: DockerOptions): AsyncGenerator<string> {
  const running = execa('docker', args, executionOf(options))
  yield* running
}

function executionOf({ env, signal }: DockerOptions) {
  return {
    cwd: root,
    env: { ...env },
    extendEnv: false,
    reject: false,
    detached: true,
    stdin: 'ignore',
    ...(signal ? { cancelSignal: signal } : {}),
  } as const
}

const withoutDocker = 'or leave --docker out: `npm start` alone needs no Docker.'

/** Compose of these versions and newer knows all that docker-compose.yml says. */
const oldestCompose = [2, 24] as const

/** @throws {StartError} that says what is missing, and how one can do without it */
export async function requireDocker(env: Environment): Promise<void> {
  const compose = await docker(['compose', 'version', '--short'], { env })
  if (compose.isMissing) {
    throw new StartError(
      `Docker is not installed here. Install it with Docker Compose (https://docs.docker.com/engine/install), ${withoutDocker}`,
    )
  }
  const found = compose.exitCode === 0 ? compose.stdout.trim().replace(/^v/, '') : undefined
  if (found === undefined || isOlder(found)) {
    throw new StartError(
      `Docker Compose ${oldestCompose.join('.')} or newer is needed, and ${found === undefined ? 'there is none' : `this is ${found}`}. ` +
        `Install it (https://docs.docker.com/compose/install), ${withoutDocker}`,
    )
  }
  const engine = await docker(['version', '--format', '{{.Server.Version}}'], { env })
  if (engine.exitCode !== 0) {
    throw new StartError(
      `No Docker engine answers. Docker says: ${asSentence(lastLine(engine.stderr))} Start it, ${withoutDocker}`,
    )
  }
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < oldestCompose[0] || (major === oldestCompose[0] && minor < oldestCompose[1])
}

/** The last line with something in it. */
function lastLine(text: unknown): string {
  return String(text).trimEnd().split('\n').at(-1)!.trim()
}

function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`
}
