import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ControlInputError, parseControl } from '../control/control-routes.ts'
import { bodyOf, CONTROL_PREFIX } from '../control/request.ts'
import { customField } from './objects/field.ts'
import type { Org } from './org.ts'

const fieldSchema = z.strictObject({
  hidden: z.boolean().optional(),
  createable: z.boolean().optional(),
  updateable: z.boolean().optional(),
  required: z.boolean().optional(),
  length: z.int().positive().optional(),
  filterable: z.boolean().optional(),
  restrictedPicklist: z.boolean().optional(),
  picklistValues: z
    .array(
      z.strictObject({
        value: z.string(),
        label: z.string().optional(),
        isDefault: z.boolean().default(false),
        isClosed: z.boolean().default(false),
      }),
    )
    .optional(),
})

const objectSchema = z.strictObject({
  hidden: z.boolean().optional(),
  createable: z.boolean().optional(),
  updateable: z.boolean().optional(),
  queryable: z.boolean().optional(),
})
const newFieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z]\w*__c$/),
  type: z.enum([
    'string',
    'textarea',
    'phone',
    'email',
    'url',
    'picklist',
    'boolean',
    'double',
    'date',
    'datetime',
  ]),
  label: z.string().optional(),
  length: z.int().positive().default(255),
  digits: z.int().positive().default(18),
  scale: z.int().min(0).default(0),
  externalId: z.boolean().default(false),
  unique: z.boolean().default(false),
  required: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  picklistValues: z.array(z.strictObject({ value: z.string() })).default([]),
})
const personAccountsSchema = z.strictObject({ enabled: z.literal(true) })

/** What an administrator does to the objects and fields of the org. */
export function installSchemaControl(app: FastifyInstance, org: Org): void {
  app.put<{ Params: { object: string; field: string } }>(
    `${CONTROL_PREFIX}/fields/:object/:field`,
    (request, reply) => {
      const { object, field } = request.params
      const isKnown = org.changeField(object, field, parseControl(fieldSchema, bodyOf(request).json))
      if (!isKnown) throw new ControlInputError(`there is no field ${object}.${field}`)
      return reply.code(204).send()
    },
  )
  app.put<{ Params: { object: string } }>(`${CONTROL_PREFIX}/objects/:object`, (request, reply) => {
    const { object } = request.params
    const isKnown = org.catalogue.changeObject(object, parseControl(objectSchema, bodyOf(request).json))
    if (!isKnown) throw new ControlInputError(`there is no object ${object}`)
    return reply.code(204).send()
  })
  app.post<{ Params: { object: string } }>(`${CONTROL_PREFIX}/fields/:object`, (request, reply) => {
    const { object } = request.params
    const { name, type, label, ...options } = parseControl(newFieldSchema, bodyOf(request).json)
    const isText = !['boolean', 'double', 'date', 'datetime'].includes(type)
    const field = customField(name, type, {
      ...options,
      length: isText ? options.length : 0,
      defaultValue: type === 'boolean' ? false : null,
      ...(label !== undefined && { label }),
    })
    if (!org.catalogue.addField(object, field))
      throw new ControlInputError(`${object}.${name} cannot be added`)
    return reply.code(201).send({})
  })
  app.put(`${CONTROL_PREFIX}/person-accounts`, (request, reply) => {
    parseControl(personAccountsSchema, bodyOf(request).json)
    org.enablePersonAccounts()
    return reply.code(204).send()
  })
}
