import { z } from 'zod'
import { ApiError, apiError, recordErrors, unsupportedObject } from './api-error.ts'
import type { CatalogueObject } from './objects/catalogue.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import type { SentRecord } from './record-rules.ts'
import { normalizeId } from './record-id.ts'
import { isDeleted } from './records.ts'
import { type ApiCall, answer, type Resource } from './rest-resource.ts'
import { chosenFields, objectOf, writesOf } from './sobject-resources.ts'
import { showRecord } from './soql/select.ts'

const MOST_RECORDS = 200

export const collectionResources: readonly Resource[] = [
  { kind: 'collection-create', method: 'POST', path: '/composite/sobjects', handle: createAll },
  { kind: 'collection-update', method: 'PATCH', path: '/composite/sobjects', handle: updateAll },
  { kind: 'collection-delete', method: 'DELETE', path: '/composite/sobjects', handle: deleteAll },
  { kind: 'collection-retrieve', method: 'POST', path: '/composite/sobjects/:object', handle: retrieveAll },
  {
    kind: 'collection-upsert',
    method: 'PATCH',
    path: '/composite/sobjects/:object/:field',
    handle: upsertAll,
  },
]

type Parameters = Readonly<Record<string, string>>

interface Success {
  readonly id: string
  readonly created?: boolean
}

const collectionSchema = z.object({
  allOrNone: z.boolean().default(false),
  records: z.array(z.record(z.string(), z.unknown())),
})

const retrieveSchema = z.object({ ids: z.array(z.string()), fields: z.array(z.string()).min(1) })

function createAll(org: Org, call: ApiCall) {
  const { records, allOrNone } = readCollection(call)
  const writes = writesOf(org, call)
  return each(org, records, allOrNone, (sent) => ({ id: writes.create(typeOf(org, sent), sent) }))
}

function updateAll(org: Org, call: ApiCall) {
  const { records, allOrNone } = readCollection(call)
  const writes = writesOf(org, call)
  const sentIds = records.map((sent) => normalizeId(idOf(sent) ?? '') ?? idOf(sent))
  return each(org, records, allOrNone, (sent, index) => {
    const id = sentIds[index]
    if (id === undefined) throw apiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call')
    refuseRepeated(sentIds, id, `Duplicate id specified: ${id}`, 'Id')
    writes.update(typeOf(org, sent), id, withoutId(sent))
    return { id }
  })
}

function deleteAll(org: Org, call: ApiCall) {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  limitRecords(ids.length)
  const writes = writesOf(org, call)
  return each(org, ids, call.query.get('allOrNone') === 'true', (id) => {
    const object = org.catalogue.objectOfId(id)
    if (!object) throw apiError(400, 'MALFORMED_ID', `malformed id ${id}`)
    writes.delete(object, id)
    return { id: normalizeId(id) ?? id }
  })
}

function upsertAll(org: Org, call: ApiCall, parameters: Parameters) {
  const object = objectOf(org, parameters)
  const field = upsertField(org, object, parameters['field'] ?? '')
  const { records, allOrNone } = readCollection(call)
  const values = records.map((sent) => keyOf(field, sent[field.name]))
  const writes = writesOf(org, call)
  return each(org, records, allOrNone, (sent, index) => {
    if (typeOf(org, sent) !== object) throw unsupportedObject(String(attributeType(sent)), 400)
    const { [field.name]: value, ...rest } = sent
    const key = values[index]
    if (key !== undefined) refuseRepeated(values, key, `Duplicate external id specified: ${key}`, field.name)
    return writes.upsert(object, field, value, rest)
  })
}

function retrieveAll(org: Org, call: ApiCall, parameters: Parameters) {
  const object = objectOf(org, parameters)
  const { ids, fields } = readBody(retrieveSchema, call.body)
  const chosen = chosenFields(org, object, fields.join(','))
  const rows = ids.map((id) => {
    const record = org.records.find(normalizeId(id) ?? id)
    const isShown = record && record.object === object.name && !isDeleted(record)
    return isShown ? showRecord(org, record, chosen, call.basePath) : null
  })
  return answer(200, rows)
}

class RolledBack extends Error {
  override readonly name = 'RolledBack'
}

/** Results in the order of the request, and status 200 however many of them are failures. */
function each<Item>(
  org: Org,
  items: readonly Item[],
  allOrNone: boolean,
  write: (item: Item, index: number) => Success,
) {
  const results: unknown[] = []
  const failed = new Set<number>()
  const run = (): void => {
    for (const [index, item] of items.entries()) {
      try {
        results.push({ ...write(item, index), success: true, errors: [] })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        failed.add(index)
        results.push({ success: false, errors: recordErrors(error.problems) })
      }
    }
    if (allOrNone && failed.size > 0) throw new RolledBack()
  }
  try {
    org.records.transaction(run)
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    return answer(
      200,
      results.map((result, index) => (failed.has(index) ? result : rolledBack)),
    )
  }
  return answer(200, results)
}

const rolledBack = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message:
        'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
}

function readCollection(call: ApiCall) {
  const collection = readBody(collectionSchema, call.body)
  limitRecords(collection.records.length)
  return collection
}

function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw apiError(
    400,
    'JSON_PARSER_ERROR',
    `Unexpected parameter encountered: ${z.prettifyError(result.error)}`,
  )
}

function limitRecords(count: number): void {
  if (count <= MOST_RECORDS) return
  throw apiError(
    400,
    'EXCEEDED_ID_LIMIT',
    'record limit reached. cannot submit more than 200 records into this call',
  )
}

function upsertField(org: Org, object: ObjectDefinition, name: string): FieldDefinition {
  const field = org.catalogue.field(object, name)
  if (field && (field.externalId || field.type === 'id')) return field
  const message = `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`
  throw apiError(400, 'INVALID_FIELD', message)
}

/** Two records of one collection with one key both fail. */
function refuseRepeated(
  keys: readonly (string | undefined)[],
  key: string,
  message: string,
  field: string,
): void {
  if (keys.indexOf(key) === keys.lastIndexOf(key)) return
  throw apiError(400, 'DUPLICATE_VALUE', message, [field])
}

function keyOf(field: FieldDefinition, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  return field.caseSensitive ? text : text.toLowerCase()
}

function attributeType(sent: SentRecord): unknown {
  const { attributes } = sent
  return typeof attributes === 'object' && attributes !== null && 'type' in attributes
    ? attributes.type
    : undefined
}

function typeOf(org: Org, sent: SentRecord): CatalogueObject {
  const type = attributeType(sent)
  const object = typeof type === 'string' ? org.catalogue.object(type) : undefined
  if (!object) throw unsupportedObject(String(type), 400)
  return object
}

function idOf(sent: SentRecord): string | undefined {
  const id = sent['id'] ?? sent['Id']
  return typeof id === 'string' && id !== '' ? id : undefined
}

function withoutId(sent: SentRecord): SentRecord {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => name.toLowerCase() !== 'id'))
}
