/**
 * Finds paths of our own HTTP servers, and ports of this machine, that nobody listens at.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { healthPort, processes } from '../processes.ts'
import { at, root, sources } from './lines.ts'
import type { Line } from './lines.ts'

/** As the routes of the services have them. */
const paths = sources('services/*/src/**/*.ts').flatMap(({ text }) =>
  [...text.matchAll(/'(\/(?:health|webhook)\/[\w-]+)'/g)].map((match) => match[1]!),
)

const path = /\/(?:health|webhook)\w*(?:\/[a-z][\w-]*)*/g

/** Paths that begin like ours and are none, each with its file and line. */
export function unknownPaths(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    [...line.text.matchAll(path)]
      .map(([named]) => named)
      .filter((named) => !paths.some((each) => each === named || each.startsWith(`${named}/`)))
      .map((named) => at(line, named)),
  )
}

const webhookPort = processes.flatMap(({ config }) =>
  Object.values(config).flatMap(({ env, fallback }) => (env === 'PORT' ? Number(fallback) : [])),
)

/** Of what `npm run stack` starts. */
const stackPorts = [
  ...read('infra/local/src/run-stack.ts').matchAll(/^const preferredPorts = .*$/gm),
].flatMap(([line]) =>
  [...line.matchAll(/: ?([\d_]{4,6})\b/g)].map((match) => Number(match[1]!.replace('_', ''))),
)

/** Of this machine, where containers publish theirs: `127.0.0.1:${KAFKA_PORT:-9092}:19092`. */
const publishedPorts = Object.values(
  (parse(read('docker-compose.yml')) as { services: Record<string, { ports?: string[] }> }).services,
).flatMap(({ ports = [] }) => ports.map((each) => Number(/:-(\d+)\}:\d+$/.exec(each)?.[1])))

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

const ports = new Set([...webhookPort, healthPort, ...stackPorts, ...publishedPorts])

const address = /(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d{2,5})((?:\/[\w-]+)*)|\b[Pp]ort (\d{2,5})\b/g

/** Ports of this machine that nothing of Calltrail has, and ours with a path that is another's, each with its file and line. */
export function wrongPorts(lines: readonly Line[]): string[] {
  return lines.flatMap((line) =>
    [...line.text.matchAll(address)].flatMap(([text, local, its, named]) => {
      const port = Number(local ?? named)
      const isRight = its?.startsWith('/webhook')
        ? webhookPort.includes(port)
        : its?.startsWith('/health') || its === '/metrics'
          ? port === healthPort
          : ports.has(port)
      return isRight ? [] : [at(line, text)]
    }),
  )
}
