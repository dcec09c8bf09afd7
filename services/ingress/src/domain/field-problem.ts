/**
 * What is wrong with a body, member by member. No message echoes a value.
 */
import type { z } from 'zod'

export interface FieldProblem {
  /** The member's name; `body` for the whole. */
  readonly field: string
  /** Reads on from the name: `must be …`, `is missing`. */
  readonly message: string
}

/** Of schemas whose `body` is the body, beside what the rules about it need. */
export function toFieldProblem({ path, message }: z.core.$ZodIssue): FieldProblem {
  const [, ...member] = path
  return { field: member.join('.') || 'body', message }
}

/** A body that stands inside another one, as `place`. */
export function inside(place: string, { field, message }: FieldProblem): FieldProblem {
  return { field: field === 'body' ? place : `${place}.${field}`, message }
}
