/**
 * docker-compose.yml, and what `docker compose` does with it.
 */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readComposeModel } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import type { Environment } from '@calltrail/runtime'
import { z } from 'zod'
import { StartError } from '../start-error.ts'
import { docker, dockerLines } from './docker-command.ts'
import type { DockerOptions, DockerResult } from './docker-command.ts'
import { composeFile, portIsTaken, takenPort } from './port-variables.ts'

type Progress = Pick<DockerOptions, 'detail' | 'signal'>

/** All services, in the profile `all`. */
export interface Compose {
  /** What the file comes to, with every variable in its place. @throws {StartError} with what Compose has against it */
  model(): Promise<ComposeModel>
  /** @throws {StartError} with the end of what the build says */
  build(progress: Progress): Promise<void>
  /** Resolves when all are healthy, and what runs once has. @throws {StartError} that names the one that is not, with the end of its log */
  up(progress: Progress): Promise<void>
  /**
   * @param volumes whether what they hold goes, too
   * @throws {StartError} that says how they are removed by hand
   */
  down(options: { readonly volumes: boolean }): Promise<void>
  /** Writes what all containers have said to {@link logFile}. */
  saveLogs(): Promise<void>
  /** Resolves when a container ends by itself, or when nobody says any more whether one does. Never, when `signal` comes first. */
  death(signal: AbortSignal): Promise<StartError>
}

const overrideFile = composeFile.replace('.yml', '.override.yml')
const tailLines = 20

/** A sentence for the user, of whom containers are left. */
export const howToRemove = 'Run `docker compose --profile all down`, which removes what is left of them.'

/** What the containers of the last run said. */
export const logFile = fileURLToPath(new URL('../../../../.calltrail/start/containers.log', import.meta.url))

export function openCompose(env: Environment): Compose {
  const files = [composeFile, ...(existsSync(overrideFile) ? [overrideFile] : [])]
  const all = ['compose', ...files.flatMap((file) => ['--file', file]), '--profile', 'all']
  const compose = (args: readonly string[], progress: Progress = {}): Promise<DockerResult> =>
    docker([...all, ...args], { env, ...progress })

  async function logOf(service: string): Promise<string> {
    const { stdout } = await compose([
      'logs',
      '--no-color',
      '--no-log-prefix',
      '--tail',
      String(tailLines),
      service,
    ])
    return ['The last lines of its log:', ...stdout.split('\n').map((line) => `  ${line}`)].join('\n')
  }

  return {
    async model() {
      const { exitCode, stdout, stderr } = await compose(['config', '--format', 'json'])
      if (exitCode !== 0) throw new StartError(`docker-compose.yml cannot be used:\n${endOf(stderr)}`)
      try {
        return readComposeModel(stdout)
      } catch (error) {
        throw new StartError(`What docker-compose.yml comes to is not understood:\n${inLines(error)}`)
      }
    },
    async build(progress) {
      const { exitCode, stdout, stderr } = await compose(['build'], progress)
      if (exitCode !== 0)
        throw new StartError(`The images could not be built:\n${endOf(`${stdout}\n${stderr}`)}`)
    },
    async up(progress) {
      const { exitCode, stderr } = await compose(['up', '--detach', '--wait', '--no-build'], progress)
      if (exitCode === 0) return
      const taken = takenPort(stderr)
      if (taken !== undefined) throw new StartError(portIsTaken(taken, env))
      const failed = failedService((await compose(['ps', '--all', '--format', 'json'])).stdout)
      throw new StartError(
        failed
          ? `The ${failed.name} ${failed.how}. ${await logOf(failed.name)}`
          : `The containers could not be started:\n${endOf(stderr)}`,
      )
    },
    async down({ volumes }) {
      const { exitCode, stderr } = await compose(['down', ...(volumes ? ['--volumes'] : [])])
      if (exitCode !== 0)
        throw new StartError(`The containers could not be removed. ${howToRemove}\n${endOf(stderr)}`)
    },
    async saveLogs() {
      const { stdout } = await compose(['logs', '--no-color', '--timestamps'])
      await mkdir(dirname(logFile), { recursive: true })
      await writeFile(logFile, stdout)
    },
    async death(signal) {
      const seen = new AbortController()
      const until = AbortSignal.any([signal, seen.signal])
      for await (const line of dockerLines([...all, 'events', '--json'], { env, signal: until })) {
        const { action, service } = happening.parse(JSON.parse(line))
        if (action !== 'die' || signal.aborted) continue
        // What is read from would be waited for otherwise.
        seen.abort()
        return new StartError(`The ${service} ended by itself. ${await logOf(service)}`)
      }
      if (signal.aborted) return new Promise<never>(() => {})
      return new StartError(
        `Docker does not tell any more what becomes of the containers: its engine may have ended. ${howToRemove}`,
      )
    },
  }
}

const happening = z.object({ action: z.string(), service: z.string() })

const container = z.object({
  Service: z.string(),
  State: z.string(),
  Health: z.string(),
  ExitCode: z.number(),
})

/** The service on whose account the others do not start; undefined when none is known. */
function failedService(json: string): { readonly name: string; readonly how: string } | undefined {
  const containers = json
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => container.parse(JSON.parse(line)))
  const found =
    containers.find(
      ({ State, ExitCode }) => State === 'restarting' || (State === 'exited' && ExitCode !== 0),
    ) ?? containers.find(({ Health }) => Health === 'unhealthy')
  if (!found) return undefined
  const how = found.Health === 'unhealthy' ? 'is not healthy' : `ended with exit code ${found.ExitCode}`
  return { name: found.Service, how }
}

/** The end of what a command says, with what is wrong in it. */
function endOf(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .slice(-tailLines)
    .map((line) => `  ${line}`)
    .join('\n')
}

/** What a schema has against a value, each with the path to it. */
function inLines(error: unknown): string {
  return endOf(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
}
