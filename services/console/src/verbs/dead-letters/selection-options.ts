/**
 * How the command line says which dead letters are meant.
 */
import { errorCatalogue } from '@calltrail/runtime'
import type { StageName } from '@calltrail/schemas'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { ConsoleError, exitCodes } from '../../domain/console-error.ts'
import { momentOf } from '../../domain/moment.ts'
import { placeOfHandle, stageNames } from '../../domain/place.ts'
import type { Selection } from '../../domain/selection.ts'

export interface FilterOptions {
  readonly stage?: StageName
  readonly code?: string
  readonly since?: string
  readonly olderThan?: string
}

export interface GroupOptions extends FilterOptions {
  readonly all?: boolean
}

export function addFilterOptions(command: Command): Command {
  return command
    .addOption(new Option('--stage <stage>', 'of this stage').choices(stageNames))
    .addOption(new Option('--code <code>', 'with this error code').argParser(errorCode))
    .option('--since <time>', 'dead-lettered since: 30m, 2h, 7d ago, or an ISO date (UTC)', moment)
    .option('--older-than <time>', 'dead-lettered before: 30m, 2h, 7d ago, or an ISO date (UTC)', moment)
}

export function selectionOf(
  { stage, code, since, olderThan }: FilterOptions,
  now: number,
  names: readonly string[] = [],
): Selection {
  for (const name of names) checkName(name)
  return {
    ...(names.length === 0 ? {} : { names: new Set(names) }),
    ...(stage === undefined ? {} : { stage }),
    ...(code === undefined ? {} : { code }),
    ...(since === undefined ? {} : { since: momentOf(since, now)! }),
    ...(olderThan === undefined ? {} : { before: momentOf(olderThan, now)! }),
  }
}

/** For verbs that change something: what they are to change must be said. */
export function explicitSelectionOf(options: GroupOptions, now: number, names: readonly string[]): Selection {
  const { all, stage, code, since, olderThan } = options
  const hasFilter = [stage, code, since, olderThan].some((value) => value !== undefined)
  const ways = [names.length > 0, hasFilter, all === true].filter(Boolean).length
  if (ways === 1) return selectionOf(options, now, names)
  const message =
    ways === 0
      ? 'Say which dead letters: handles or event ids, a group by --stage, --code, --since or --older-than, or --all.'
      : 'Give either handles, or a group, or --all: together they could be meant in two ways.'
  throw new ConsoleError(exitCodes.wrongUsage, message)
}

/**
 * Something that looks like a handle and is none is not looked for among event ids.
 * @throws {ConsoleError} that says why
 */
export function checkName(name: string): void {
  const problem = problemWith(name)
  if (problem !== undefined) throw new ConsoleError(exitCodes.wrongUsage, problem)
}

function problemWith(name: string): string | undefined {
  // What a script leaves when its variable is not set.
  if (name.trim() === '') return 'An empty text names no dead letter.'
  const [, stage] = /^([a-z]+)-\d+-\d+$/.exec(name) ?? []
  if (stage === undefined || placeOfHandle(name)) return undefined
  return stageNames.some((known) => known === stage)
    ? `${name} is no handle: a partition and an offset are numbers of at most 9 and 15 digits, without zeros before them.`
    : `${name} is no handle: there is no stage ${stage}. The stages are ${stageNames.join(', ')}.`
}

export function words(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It must not be blank.')
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

function errorCode(text: string): string {
  if (Object.hasOwn(errorCatalogue, text)) return text
  throw new InvalidArgumentError(`The codes are ${Object.keys(errorCatalogue).join(', ')}.`)
}

function moment(text: string): string {
  if (momentOf(text, 0) !== undefined) return text
  throw new InvalidArgumentError('It must be like 30m, 2h, 7d or 2026-03-14T10:00Z.')
}
