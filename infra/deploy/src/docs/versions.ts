/**
 * Finds versions of what Calltrail needs, or runs, that are not those that the code names.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, root } from './lines.ts'
import type { Line } from './lines.ts'

/** A part, as pages call it, and the versions of it that the code names. */
export const versions: Readonly<Record<string, readonly string[]>> = {
  Node: [
    first('package.json', /"node": ">=([\d.]+)"/),
    // The one that installs the other.
    first('infra/local/setup.mjs', /^const oldestNode = (\d+)$/m),
  ],
  Java: [first('infra/local/src/jvm/java.ts', /^const oldestMajor = (\d+)$/m)],
  Python: [first('infra/samples/src/python.ts', /^const oldest = \[(\d+, \d+)\]/m).replace(', ', '.')],
  Go: [newest(globSync('infra/local/go/*/go.mod', { cwd: root }).map((path) => first(path, /^go (\S+)$/m)))],
  Kafka: [first('infra/local/pom.xml', /<kafka\.version>(.+)</)],
  Apicurio: [first('infra/local/pom.xml', /<apicurio\.version>(.+)</)],
  Zipkin: [first('infra/local/pom.xml', /<zipkin\.version>(.+)</)],
  Jaeger: [first('docker-compose.yml', /jaegertracing\/jaeger:v?([\d.]+)/)],
  kafkajs: [first('services/runtime/package.json', /"kafkajs": "(.+)"/)],
  avsc: [first('services/runtime/package.json', /"avsc": "(.+)"/)],
}

function first(path: string, pattern: RegExp): string {
  const version = pattern.exec(readFileSync(join(root, path), 'utf8'))?.[1]
  if (version === undefined) throw new Error(`${path} names no version by ${pattern}.`)
  return version
}

function newest(all: readonly string[]): string {
  return all.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)!
}

/** Records of what was at their time: decisions, and what was measured. */
const records = /^docs\/(adr\/|performance\.md$)/

const spellings = { JDK: 'Java', 'Node.js': 'Node', 'Apicurio Registry': 'Apicurio' } as const
const stated = new RegExp(
  `\\b(${[...Object.keys(spellings), ...Object.keys(versions)].join('|').replace('.', String.raw`\.`)}) v?(\\d+(?:\\.\\d+)*)`,
  'g',
)

/** Versions that are stated and are not so, each with its file and line. `Kafka 4.1` is right for 4.1.0. */
export function wrongVersions(lines: readonly Line[]): string[] {
  return lines
    .filter(({ path }) => !records.test(path))
    .flatMap((line) =>
      [...line.text.matchAll(stated)].flatMap(([text, spelling, version]) => {
        const part = spellings[spelling as keyof typeof spellings] ?? spelling!
        const isRight = versions[part]!.some((each) => each === version || each.startsWith(`${version}.`))
        return isRight ? [] : [at(line, `${text} (the code names ${versions[part]!.join(' and ')})`)]
      }),
    )
}
