/** The files that the sink's configuration names. */
import { readFileSync } from 'node:fs'
import { ConfigError } from '@calltrail/runtime'
import { z } from 'zod'
import { userId } from './config.ts'
import { MappingError, readMapping } from './mapping/index.ts'
import type { Mapping } from './mapping/index.ts'

/**
 * The mapping of a file, or the defaults.
 * @throws {ConfigError} every problem, with the variable's name
 */
export function readMappingFile(path: string | null): Mapping {
  if (path === null) return readMapping()
  const variable = 'SALESFORCE_FIELD_MAPPING'
  try {
    return readMapping(readText(variable, path))
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    throw new ConfigError(error.problems.map((problem) => `${variable} ${path}: ${problem}`))
  }
}

const ownersSchema = z.record(z.string().trim().toLowerCase(), userId)

/**
 * Salesforce user ids by Genesys user id or e-mail address, both in lower case.
 * @throws {ConfigError} every problem, with the variable's name
 */
export function readOwnersFile(path: string | null): ReadonlyMap<string, string> {
  if (path === null) return new Map()
  const variable = 'OWNER_MAPPING'
  const owners = ownersSchema.safeParse(parseJson(variable, path, readText(variable, path)))
  if (owners.success) return new Map(Object.entries(owners.data))
  throw new ConfigError(
    owners.error.issues.map(({ path: place, message }) =>
      [`${variable} ${path}:`, ...place.map(String), message].join(' '),
    ),
  )
}

function readText(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new ConfigError([
      `${variable} names a file that cannot be read: ${code} (it is ${JSON.stringify(path)}).`,
    ])
  }
}

function parseJson(variable: string, path: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new ConfigError([`${variable} ${path}: is not JSON: ${(error as SyntaxError).message}`])
  }
}
