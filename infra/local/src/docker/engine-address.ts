/**
 * Where a Docker engine may be, and whether it answers. It asks for nothing but Node, so that it costs nothing where there is none.
 */
import { existsSync } from 'node:fs'
import { request, type RequestOptions } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The addresses at which testcontainers looks for it, the first that is there. */
export function engineAddress(env: NodeJS.ProcessEnv, exists = existsSync): string | undefined {
  const given = env['DOCKER_HOST']?.trim()
  if (given) return given
  const home = env['HOME'] || homedir()
  const sockets = [
    '/var/run/docker.sock',
    ...(env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${process.getuid?.()}/docker.sock`,
  ]
  const socket = sockets.find((path) => exists(path))
  return socket === undefined ? undefined : `unix://${socket}`
}

/** Whether an engine answers there within a second. A Docker command alone is none. */
export async function engineAnswers(env: NodeJS.ProcessEnv): Promise<boolean> {
  const address = engineAddress(env)
  const options = address === undefined ? undefined : requestOptions(address)
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
