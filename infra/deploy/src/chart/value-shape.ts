/**
 * What can be said of a variable's text before anything reads it: as JSON Schema, for the chart's values. What a parser looks at beyond
 * that, such as whether a PEM goes with its key, is found when the process starts.
 */
import type { ConfigKey } from '@calltrail/runtime'
import { z } from 'zod'

/** Keywords of JSON Schema. */
export interface ValueShape {
  readonly type: 'string' | readonly ['integer' | 'boolean' | 'number', 'string']
  readonly pattern?: string
  readonly enum?: readonly (string | boolean)[]
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: 'uri'
}

/** YAML has numbers and booleans of its own: a variable that is one may be written so, or as text. */
export function shapeOf({ parse }: Pick<ConfigKey, 'parse'>): ValueShape {
  const steps = stepsOf(parse)
  const range = steps.map(keywordsOf).find(({ type }) => type === 'number')
  if (range) {
    const { minimum, maximum } = range
    return {
      type: ['integer', 'string'],
      pattern: String.raw`^\s*-?\d+\s*$`,
      ...(minimum !== undefined && { minimum }),
      ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { maximum }),
    }
  }
  const read = steps.slice(0, firstChange(steps)).map(keywordsOf)
  const choices = read.find((step) => step.enum)?.enum
  if (choices && areAnswers(choices)) return { type: ['boolean', 'string'], enum: [true, false, ...choices] }
  if (choices) return { type: 'string', enum: choices }
  if (steps.some((step) => areAnswers(keywordsOf(step).enum ?? []))) return { type: ['boolean', 'string'] }
  const [first = {}] = read
  // A list is written with commas: its whole is checked by the process.
  const pattern = first.format === 'uri' ? '^https?://' : first.pattern
  if (pattern !== undefined && new RegExp(pattern).test('1')) return { type: ['number', 'string'], pattern }
  return { type: 'string', ...(pattern !== undefined && { pattern }) }
}

/** From the text as it stands to the value, in order. */
function stepsOf(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodPipe)
    return [schema.in, schema.out].flatMap((part) => stepsOf(part as z.ZodType))
  return [schema]
}

/** From here on it is no longer the text that is looked at. */
function firstChange(steps: readonly z.ZodType[]): number {
  const index = steps.findIndex((step) => step instanceof z.ZodTransform || changesCase(step))
  return index === -1 ? steps.length : index
}

function changesCase(step: z.ZodType): boolean {
  return step instanceof z.ZodString && step.safeParse('A').data === 'a'
}

interface Keywords {
  readonly type?: string
  readonly pattern?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
}

function keywordsOf(step: z.ZodType): Keywords {
  return z.toJSONSchema(step, { io: 'input', unrepresentable: 'any' }) as Keywords
}

function areAnswers(choices: readonly string[]): boolean {
  return choices.toSorted().join() === 'false,true'
}
