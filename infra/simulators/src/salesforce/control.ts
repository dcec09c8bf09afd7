import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ControlInputError, parseControl } from '../control/control-routes.ts'
import { bodyOf, CONTROL_PREFIX, queryOf } from '../control/request.ts'
import { readField } from './derived-fields.ts'
import type { Org } from './org.ts'
import { installSchemaControl } from './schema-control.ts'

const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
const recordSchema = z.record(z.string(), fieldValueSchema)
const plantSchema = z.union([recordSchema.transform((record) => [record]), z.array(recordSchema)])
const limitsSchema = z.strictObject({
  used: z.int().min(0).optional(),
  max: z.int().min(0).optional(),
  /** More parts of the header `Sforce-Limit-Info`, such as `per-app-api-usage=17/250(appName=calltrail)`. */
  more: z.string().optional(),
})
const userSchema = z.strictObject({ frozen: z.boolean() })
const searchSchema = z.strictObject({ indexLagMs: z.int().min(0) })
const raceSchema = z.strictObject({ windowMs: z.int().min(0) })
const certificateSchema = z.strictObject({ publicKey: z.string().includes('BEGIN PUBLIC KEY') })

/** The `/_control` routes that only a Salesforce org has. All but the records are undone by a reset. */
export function installSalesforceControl(app: FastifyInstance, org: Org): void {
  app.post<{ Params: { object: string } }>(`${CONTROL_PREFIX}/records/:object`, (request, reply) => {
    const object = org.catalogue.definition(request.params.object)
    if (!object) throw new ControlInputError(`there is no object ${request.params.object}`)
    const records = parseControl(plantSchema, bodyOf(request).json)
    const unknown = records
      .flatMap((record) => Object.keys(record))
      .find((name) => !org.catalogue.field(object, name))
    if (unknown !== undefined) throw new ControlInputError(`${object.name} has no field ${unknown}`)
    return reply.code(201).send({ ids: records.map((record) => org.plant(object.name, record)) })
  })
  app.get(`${CONTROL_PREFIX}/creations`, (request) => creations(org, queryOf(request).get('object')))
  app.post(`${CONTROL_PREFIX}/limits`, (request, reply) => {
    const { used, max, more } = parseControl(limitsSchema, bodyOf(request).json)
    if (used !== undefined) org.apiRequestsUsed = used
    if (max !== undefined) org.settings = { ...org.settings, dailyApiRequests: max }
    if (more !== undefined) org.settings = { ...org.settings, moreLimitInfo: more }
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
  app.post(`${CONTROL_PREFIX}/upsert-races`, (request, reply) => {
    const { windowMs } = parseControl(raceSchema, bodyOf(request).json)
    org.settings = { ...org.settings, upsertRaceMs: windowMs }
    return reply.send({ windowMs })
  })
  app.put(`${CONTROL_PREFIX}/certificate`, (request, reply) => {
    org.clientPublicKey = parseControl(certificateSchema, bodyOf(request).json).publicKey
    return reply.code(204).send()
  })
  installSchemaControl(app, org)
}

/** When the records that were created over the API were, in epoch milliseconds, by id; of one object when it is named. */
function creations(org: Org, objectName: string | null): Record<string, number> {
  const isAsked = (id: string) => {
    // One whose transaction was undone is not there.
    const record = org.records.find(id)
    return record !== undefined && (objectName === null || record.object === objectName)
  }
  return Object.fromEntries([...org.createdAtMs].filter(([id]) => isAsked(id)))
}

/** All records, deleted and archived ones too, with stored and derived fields; of one object when it is named. */
export function orgState(org: Org, objectName: string | null): Record<string, unknown[]> {
  const objects = org.catalogue.definitions().filter(({ name }) => objectName === null || name === objectName)
  return Object.fromEntries(
    objects.map((object) => [
      object.name,
      [...org.records.all(object.name)].map((record) =>
        Object.fromEntries(object.fields.map((field) => [field.name, readField(org, record, field)])),
      ),
    ]),
  )
}
