import { z } from 'zod'
import type { ObjectDescription } from './salesforce.ts'

const picklistValue = z.object({ value: z.string(), active: z.boolean(), defaultValue: z.boolean() })
const fieldDescription = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  length: z.number(),
  createable: z.boolean(),
  updateable: z.boolean(),
  nillable: z.boolean(),
  filterable: z.boolean(),
  defaultedOnCreate: z.boolean(),
  externalId: z.boolean(),
  unique: z.boolean(),
  restrictedPicklist: z.boolean(),
  picklistValues: z.array(picklistValue),
})

/** The answer of `GET /sobjects/{Object}/describe`. */
export const description: z.ZodType<ObjectDescription> = z
  .object({
    name: z.string(),
    createable: z.boolean(),
    updateable: z.boolean(),
    fields: z.array(fieldDescription),
  })
  .transform(({ fields, ...described }) => ({
    ...described,
    fields: new Map(fields.map((field) => [field.name, field])),
  }))
