/**
 * Keeps each schema that was changed as the next version of its event, for good. Run it with `npm run schemas:release` before a changed
 * schema is merged: what is merged is deployed.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { eventTopics } from '../topics.ts'
import { refusalText } from './check.ts'
import {
  fingerprintsFile,
  readContracts,
  readFingerprints,
  schemasDirectory,
  textFingerprint,
} from './contracts.ts'
import { refusals } from './problems.ts'

export interface Release {
  readonly event: string
  readonly version: number
}

/**
 * Writes nothing as long as there is a problem with any event.
 * @param directory that holds `avro` and `released`; default: this package's
 */
export function releaseSchemas(directory = schemasDirectory): { problems: string[]; releases: Release[] } {
  const contracts = readContracts(
    eventTopics.map(({ event }) => event),
    directory,
  )
  const problems = contracts.flatMap(refusals)
  if (problems.length > 0) return { problems, releases: [] }

  const fingerprints = readFingerprints(directory)
  const releases = contracts.flatMap(({ event, current, released }): Release[] => {
    if (current === undefined || current === [...released.values()].at(-1)) return []
    const version = released.size + 1
    const folder = new URL(`released/${event}/`, directory)
    mkdirSync(folder, { recursive: true })
    writeFileSync(new URL(`${version}.avsc`, folder), current)
    fingerprints[event] = [...(fingerprints[event] ?? []), textFingerprint(current)]
    return [{ event, version }]
  })
  if (releases.length > 0)
    writeFileSync(fingerprintsFile(directory), `${JSON.stringify(fingerprints, undefined, 2)}\n`)
  return { problems, releases }
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2)
  const { problems, releases } = releaseSchemas(directory ? pathToFileURL(`${directory}/`) : schemasDirectory)
  if (problems.length > 0) {
    process.stderr.write(refusalText('schemas:release', problems))
    process.exitCode = 1
  } else if (releases.length === 0)
    process.stdout.write('schemas:release: every schema is released already\n')
  for (const { event, version } of releases)
    process.stdout.write(`schemas:release: ${event} is kept as version ${version}\n`)
}
