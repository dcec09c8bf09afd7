/** The mapping file as it is written; docs/field-mapping.md describes it for people. */
import { z } from 'zod'

const constant = z.union([z.string(), z.number(), z.boolean()])
const path = z.string().min(1, 'must not be empty')
const line = z.union(
  [z.string(), z.strictObject({ line: z.string(), whole: z.boolean().default(false) })],
  'must be a text, or a line such as { "line": "Recording: {{ recordingLink }}", "whole": true }',
)

const fieldShape = z.strictObject({
  from: z.union([path, z.array(path).min(1)], 'must be a path or a list of paths').optional(),
  template: z.union([z.string(), z.array(line).min(1)], 'must be a text or a list of lines').optional(),
  value: constant.optional(),
  values: z.record(z.string(), constant).optional(),
  default: constant.optional(),
  fallback: z.array(z.string()).default([]),
  closedStatus: z.boolean().default(false),
  maxLength: z.int().positive().optional(),
  whole: z.boolean().default(false),
  required: z.boolean().default(false),
  createOnly: z.boolean().default(false),
})

const fieldSchema = fieldShape.refine(
  ({ from, template, value }) =>
    [from, template, value].filter((source) => source !== undefined).length === 1,
  'must have exactly one of from, template and value',
)

const fieldName = z.string().regex(/^[A-Za-z]\w*$/, 'must be the API name of a field, such as Call_Queue__c')
const section = z.record(fieldName, fieldSchema.nullable()).default({})

export const mappingFileSchema = z.strictObject({ task: section, contact: section })

/** One field of the file, with its options filled in. */
export type FieldEntry = z.infer<typeof fieldSchema>
export type TemplateLines = NonNullable<FieldEntry['template']>
export type Section = Readonly<Record<string, FieldEntry | null>>

/** The names of what may be said of a field. */
export const fieldOptions: readonly string[] = Object.keys(fieldShape.shape)
