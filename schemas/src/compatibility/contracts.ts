/**
 * The schemas of the events as they are now, and every version of each that was released: `released/<event>/<version>.avsc`.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

export const schemasDirectory = new URL('../../', import.meta.url)

/** An event, and what others rely on. */
export interface Contract {
  readonly event: string
  /** The text of its schema; undefined when there is none any more. */
  readonly current: string | undefined
  /** The text of each released version, by its number. */
  readonly released: ReadonlyMap<number, string>
  /** What the text of each version had for a fingerprint when it was released, oldest first. */
  readonly fingerprints: readonly string[]
}

/** @param events that have a topic; those that were released besides are there as well, without a current schema */
export function readContracts(events: readonly string[], directory = schemasDirectory): Contract[] {
  const fingerprints = readFingerprints(directory)
  const names = new Set([...events, ...releasedEvents(directory), ...Object.keys(fingerprints)])
  return [...names].map((event) => {
    const file = new URL(`avro/${event}.avsc`, directory)
    return {
      event,
      current: events.includes(event) && existsSync(file) ? readFileSync(file, 'utf8') : undefined,
      released: readReleased(event, directory),
      fingerprints: fingerprints[event] ?? [],
    }
  })
}

/** By their numbers, ascending. */
export function readReleased(event: string, directory = schemasDirectory): Map<number, string> {
  const folder = new URL(`released/${event}/`, directory)
  if (!existsSync(folder)) return new Map()
  const versions = readdirSync(folder)
    .map((file) => Number(/^([1-9]\d*)\.avsc$/.exec(file)?.[1]))
    .filter((version) => !Number.isNaN(version))
    .toSorted((a, b) => a - b)
  return new Map(
    versions.map((version) => [version, readFileSync(new URL(`${version}.avsc`, folder), 'utf8')]),
  )
}

function releasedEvents(directory: URL): string[] {
  return readdirSync(new URL('released/', directory), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

export function fingerprintsFile(directory = schemasDirectory): URL {
  return new URL('released/fingerprints.json', directory)
}

export function readFingerprints(directory = schemasDirectory): Record<string, string[]> {
  return JSON.parse(readFileSync(fingerprintsFile(directory), 'utf8')) as Record<string, string[]>
}

/** Another one after any change of the text, be it of a comment only. */
export function textFingerprint(schema: string): string {
  return createHash('sha256').update(schema).digest('hex')
}
