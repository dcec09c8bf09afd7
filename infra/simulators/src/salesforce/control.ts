import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ControlInputError, parseControl } from '../control/control-routes.ts'
import { bodyOf, CONTROL_PREFIX } from '../control/request.ts'
import { readField } from './derived-fields.ts'
import type { Org } from './org.ts'

const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
const recordSchema = z.record(z.string(), fieldValueSchema)
const plantSchema = z.union([recordSchema.transform((record) => [record]), z.array(recordSchema)])
const limitsSchema = z.strictObject({ used: z.int().min(0).optional(), max: z.int().min(0).optional() })
const userSchema = z.strictObject({ frozen: z.boolean() })
const searchSchema = z.strictObject({ indexLagMs: z.int().min(0) })
const fieldSchema = z.strictObject({
  hidden: z.boolean().optional(),
  createable: z.boolean().optional(),
  updateable: z.boolean().optional(),
  required: z.boolean().optional(),
  length: z.int().positive().optional(),
  restrictedPicklist: z.boolean().optional(),
  picklistValues: z
    .array(
      z.strictObject({
        value: z.string(),
        isDefault: z.boolean().default(false),
        isClosed: z.boolean().default(false),
      }),
    )
    .optional(),
})

/** The `/_control` routes that only a Salesforce org has. All but the records are undone by a reset. */
export function installSalesforceControl(app: FastifyInstance, org: Org): void {
  app.post<{ Params: { object: string } }>(`${CONTROL_PREFIX}/records/:object`, (request, reply) => {
    const object = org.catalogue.object(request.params.object)
    if (!object) throw new ControlInputError(`there is no object ${request.params.object}`)
    const records = parseControl(plantSchema, bodyOf(request).json)
    const unknown = records
      .flatMap((record) => Object.keys(record))
      .find((name) => !org.catalogue.field(object, name))
    if (unknown !== undefined) throw new ControlInputError(`${object.name} has no field ${unknown}`)
    return reply.code(201).send({ ids: records.map((record) => org.plant(object.name, record)) })
  })
  app.post(`${CONTROL_PREFIX}/limits`, (request, reply) => {
    const { used, max } = parseControl(limitsSchema, bodyOf(request).json)
    if (used !== undefined) org.apiRequestsUsed = used
    if (max !== undefined) org.settings = { ...org.settings, dailyApiRequests: max }
    return reply.send({ used: org.apiRequestsUsed, max: org.settings.dailyApiRequests })
  })
  app.post(`${CONTROL_PREFIX}/user`, (request, reply) => {
    org.isUserFrozen = parseControl(userSchema, bodyOf(request).json).frozen
    return reply.send({ frozen: org.isUserFrozen })
  })
  app.post(`${CONTROL_PREFIX}/search`, (request, reply) => {
    const { indexLagMs } = parseControl(searchSchema, bodyOf(request).json)
    org.settings = { ...org.settings, searchIndexLagMs: indexLagMs }
    return reply.send({ indexLagMs })
  })
  app.put<{ Params: { object: string; field: string } }>(
    `${CONTROL_PREFIX}/fields/:object/:field`,
    (request, reply) => {
      const { object, field } = request.params
      const isKnown = org.catalogue.change(object, field, parseControl(fieldSchema, bodyOf(request).json))
      if (!isKnown) throw new ControlInputError(`there is no field ${object}.${field}`)
      return reply.code(204).send()
    },
  )
}

/** All records, deleted and archived ones too, with stored and derived fields; of one object when it is named. */
export function orgState(org: Org, objectName: string | null): Record<string, unknown[]> {
  const objects = org.catalogue.all().filter(({ name }) => objectName === null || name === objectName)
  return Object.fromEntries(
    objects.map((object) => [
      object.name,
      [...org.records.all(object.name)].map((record) =>
        Object.fromEntries(object.fields.map((field) => [field.name, readField(org, record, field)])),
      ),
    ]),
  )
}
