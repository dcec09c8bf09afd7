import type { z } from 'zod'
import defaults from './default-mapping.json' with { type: 'json' }
import { mappingFileSchema } from './mapping-file.ts'
import type { FieldEntry, Section } from './mapping-file.ts'
import { MappingError } from './mapping-error.ts'
import type { FieldMapping, Mapping } from './mapping.ts'
import { externalIdField, revisionField } from './own-fields.ts'
import { sourceOf } from './source.ts'

type MappingFile = z.infer<typeof mappingFileSchema>

/**
 * The mapping of a file: the defaults, with the file's fields in their place or beside them, and without those that it sets to null.
 * @param text undefined for the defaults
 * @throws {MappingError} with all problems
 */
export function readMapping(text?: string): Mapping {
  const base = mappingFileSchema.parse(defaults)
  const own = text === undefined ? mappingFileSchema.parse({}) : parseFile(text)
  const problems: string[] = []
  const mapping = {
    task: readSection('task', base, own, problems),
    contact: readSection('contact', base, own, problems),
  }
  if (problems.length > 0) throw new MappingError(problems)
  return mapping
}

function parseFile(text: string): MappingFile {
  const result = mappingFileSchema.safeParse(parseJson(text))
  if (result.success) return result.data
  throw new MappingError(
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'The file'}: ${message}`),
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new MappingError([`The file is not JSON: ${(error as SyntaxError).message}`])
  }
}

function readSection(
  name: keyof MappingFile,
  { [name]: base }: MappingFile,
  { [name]: own }: MappingFile,
  problems: string[],
): FieldMapping[] {
  for (const [field, entry] of Object.entries(own)) {
    problems.push(...misuses(name, field, entry, base).map((problem) => `${name}.${field}: ${problem}`))
  }
  return Object.entries<FieldEntry | null>({ ...base, ...own }).flatMap(([field, entry]) => {
    if (entry === null) return []
    try {
      return [fieldMapping(field, entry)]
    } catch (error) {
      problems.push(`${name}.${field}: ${(error as Error).message}`)
      return []
    }
  })
}

function misuses(name: keyof MappingFile, field: string, entry: FieldEntry | null, base: Section): string[] {
  if (name === 'task' && field === externalIdField) {
    return ['is what makes a call one Task, and cannot be changed']
  }
  if (name === 'task' && field === revisionField && entry !== null) {
    return ['is what tells newer news of a call from older, and can only be removed']
  }
  const spelling = Object.keys(base).find((known) => known.toLowerCase() === field.toLowerCase())
  if (spelling !== undefined && spelling !== field) return [`is spelled ${spelling}`]
  if (entry === null) return spelling === undefined ? ['is no default that could be removed'] : []
  if (name === 'contact' && entry.createOnly) return ['cannot be createOnly: contacts are only changed']
  const paths = [entry.from ?? []].flat()
  if (field === 'WhoId' && paths.some((path) => /^(what|account)Id$|\.account_?id$/i.test(path))) {
    return ['takes a contact or a lead; an account belongs in WhatId']
  }
  return []
}

function fieldMapping(field: string, entry: FieldEntry): FieldMapping {
  const { maxLength, whole, fallback, closedStatus, required, createOnly } = entry
  return {
    field,
    source: sourceOf(entry),
    maxLength: maxLength ?? null,
    whole,
    fallback,
    closedStatus,
    required,
    createOnly,
  }
}
