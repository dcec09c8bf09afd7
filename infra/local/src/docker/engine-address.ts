/**
 * Where a Docker engine may be, and whether it answers. It asks for nothing but Node, so that it costs nothing where there is none.
 */
import { existsSync } from 'node:fs'
import { request, type RequestOptions } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where testcontainers looks for it: where it is told to; else at the machine's socket, and at the first of the user's that is there. */
export function engineAddresses(env: NodeJS.ProcessEnv, exists = existsSync): string[] {
  const given = env['DOCKER_HOST']?.trim()
  if (given) return [given]
  const home = env['HOME'] || homedir()
  const ofMachine = '/var/run/docker.sock'
  const ofUser = [
    ...(env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${process.getuid?.()}/docker.sock`,
  ]
  return [[ofMachine], ofUser].flatMap((paths) => {
    const socket = paths.find((path) => exists(path))
    return socket === undefined ? [] : [`unix://${socket}`]
  })
}

/** Whether an engine answers at one of them within a second. A Docker command alone is none. */
export async function engineAnswers(env: NodeJS.ProcessEnv, exists = existsSync): Promise<boolean> {
  const answers = await Promise.all(engineAddresses(env, exists).map(answersAt))
  return answers.includes(true)
}

async function answersAt(address: string): Promise<boolean> {
  const options = requestOptions(address)
  if (!options) return false
  return new Promise((resolve) => {
    const asking = request({ ...options, path: '/_ping', signal: AbortSignal.timeout(1_000) }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asking.once('error', () => resolve(false))
    asking.end()
  })
}

function requestOptions(address: string): RequestOptions | undefined {
  const url = URL.parse(address)
  if (url?.protocol === 'unix:') return { socketPath: url.pathname }
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:')
    return { host: url.hostname, port: url.port || 2375 }
  return undefined
}
