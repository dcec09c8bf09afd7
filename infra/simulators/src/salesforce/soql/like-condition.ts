import type { Condition } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../api-error.ts'
import type { StoredRecord } from '../records.ts'
import type { FieldPath } from './field-path.ts'
import { type LikePattern, lettersOf } from './like-pattern.ts'
import { likePattern } from './literals.ts'

export interface Predicate {
  (record: StoredRecord): boolean
  /** What a comparison by LIKE compares, so that many of them can be made at once. */
  readonly like?: { readonly path: FieldPath; readonly patterns: readonly LikePattern[] }
}

/** The test for `Phone LIKE '%555%'`. @throws ApiError when the field is no text. */
export function like(path: FieldPath, condition: Condition): Predicate {
  const { type, name } = path.field
  const isText = !['int', 'double', 'boolean', 'date', 'datetime', 'id', 'reference'].includes(type)
  const value = 'value' in condition ? [condition.value].flat()[0] : undefined
  if (!isText || value === undefined || !value.startsWith("'")) {
    throw apiError(400, 'INVALID_QUERY_FILTER_OPERATOR', `invalid operator on ${type} field: ${name}`)
  }
  return likeAny(path, [likePattern(value)])
}

function likeAny(path: FieldPath, patterns: readonly LikePattern[]): Predicate {
  const test = (record: StoredRecord): boolean => {
    const value = path.read(record)
    if (typeof value !== 'string') return false
    const letters = lettersOf(value)
    let text: string | undefined
    for (const pattern of patterns) {
      if ((pattern.letters & ~letters) !== 0) continue
      text ??= value.toLowerCase()
      if (pattern.matches(text)) return true
    }
    return false
  }
  return Object.assign(test, { like: { path, patterns } })
}

/** True when any is. Comparisons by LIKE of one field become one, which reads the field once for all of them. */
export function anyOf(predicates: readonly Predicate[]): Predicate {
  const patternsByField = new Map<string, { path: FieldPath; patterns: LikePattern[] }>()
  const others: Predicate[] = []
  for (const predicate of predicates) {
    if (!predicate.like) {
      others.push(predicate)
      continue
    }
    const { path, patterns } = predicate.like
    const name = path.names.join('.')
    const known = patternsByField.get(name) ?? { path, patterns: [] }
    known.patterns.push(...patterns)
    patternsByField.set(name, known)
  }
  const merged = [...patternsByField.values()].map(({ path, patterns }) => likeAny(path, patterns))
  const alternatives = [...merged, ...others]
  return (record) => alternatives.some((alternative) => alternative(record))
}
