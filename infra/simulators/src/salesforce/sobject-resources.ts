import { apiError, notFound, unsupportedObject } from './api-error.ts'
import { describeGlobal, describeObject, summarizeObject } from './describe.ts'
import type { CatalogueObject } from './objects/catalogue.ts'
import type { FieldDefinition, ObjectDefinition } from './objects/field.ts'
import type { Org } from './org.ts'
import type { SentRecord } from './record-rules.ts'
import { type ApiCall, answer, type Resource } from './rest-resource.ts'
import { showRecord } from './soql/select.ts'
import { Writes } from './writes.ts'

const FIRST_VERSION_WITH_UPSERT_RESULT = 46

type Parameters = Readonly<Record<string, string>>

export const sobjectResources: readonly Resource[] = [
  {
    kind: 'describe',
    method: 'GET',
    path: '/sobjects',
    handle: (org, call) => answer(200, describeGlobal(org, call)),
  },
  {
    kind: 'describe',
    method: 'GET',
    path: '/sobjects/:object/describe',
    handle: (org, call, parameters) => answer(200, describeObject(objectOf(org, parameters), call)),
  },
  {
    kind: 'describe',
    method: 'GET',
    path: '/sobjects/:object',
    handle: (org, call, parameters) =>
      answer(200, { objectDescribe: summarizeObject(objectOf(org, parameters), call), recentItems: [] }),
  },
  { kind: 'create', method: 'POST', path: '/sobjects/:object', handle: create },
  { kind: 'retrieve', method: 'GET', path: '/sobjects/:object/:id', handle: retrieve },
  { kind: 'update', method: 'PATCH', path: '/sobjects/:object/:id', handle: update },
  { kind: 'delete', method: 'DELETE', path: '/sobjects/:object/:id', handle: remove },
  { kind: 'retrieve', method: 'GET', path: '/sobjects/:object/:field/:value', handle: retrieveByExternalId },
  { kind: 'upsert', method: 'PATCH', path: '/sobjects/:object/:field/:value', handle: upsert },
]

function create(org: Org, call: ApiCall, parameters: Parameters) {
  const id = writesOf(org, call).create(objectOf(org, parameters), sentRecord(call.body))
  return answer(201, { id, success: true, errors: [] })
}

function retrieve(org: Org, call: ApiCall, parameters: Parameters) {
  const object = objectOf(org, parameters)
  const record = asNotFound(() => writesOf(org, call).existing(object, parameters['id'] ?? ''))
  return answer(
    200,
    showRecord(org, record, chosenFields(org, object, call.query.get('fields')), call.basePath),
  )
}

function update(org: Org, call: ApiCall, parameters: Parameters) {
  writesOf(org, call).update(objectOf(org, parameters), parameters['id'] ?? '', sentRecord(call.body))
  return answer(204)
}

function remove(org: Org, call: ApiCall, parameters: Parameters) {
  writesOf(org, call).delete(objectOf(org, parameters), parameters['id'] ?? '')
  return answer(204)
}

function retrieveByExternalId(org: Org, call: ApiCall, parameters: Parameters) {
  const object = objectOf(org, parameters)
  const field = externalIdField(org, object, parameters['field'] ?? '')
  const matches = writesOf(org, call).matches(object, field, parameters['value'])
  const [record] = matches
  if (!record) throw notFound()
  if (matches.length > 1) return answer(300, pathsOf(matches, call))
  return answer(
    200,
    showRecord(org, record, chosenFields(org, object, call.query.get('fields')), call.basePath),
  )
}

function upsert(org: Org, call: ApiCall, parameters: Parameters) {
  const object = objectOf(org, parameters)
  const field = externalIdField(org, object, parameters['field'] ?? '')
  const sent = sentRecord(call.body)
  if (Object.keys(sent).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
    throw apiError(
      400,
      'INVALID_FIELD',
      `The ${field.name} field should not be specified in the sobject data.`,
    )
  }
  const writes = writesOf(org, call)
  const matches = writes.matches(object, field, parameters['value'])
  if (matches.length > 1) return answer(300, pathsOf(matches, call))
  const { id, created } = writes.upsert(object, field, parameters['value'], sent)
  if (!created && call.version < FIRST_VERSION_WITH_UPSERT_RESULT) return answer(204)
  return answer(created ? 201 : 200, { id, success: true, errors: [], created })
}

/** @throws ApiError 404, as an address that names an unknown object does not exist. */
export function objectOf(org: Org, parameters: Parameters): CatalogueObject {
  const name = parameters['object'] ?? ''
  const object = org.catalogue.object(name)
  if (!object) throw unsupportedObject(name, 404)
  return object
}

/** @throws ApiError 404 when the field is none that records can be found by. */
function externalIdField(org: Org, object: ObjectDefinition, name: string): FieldDefinition {
  const field = org.catalogue.field(object, name)
  if (!field?.externalId)
    throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`)
  return field
}

/** @param names separated by commas; `null` means all fields. */
export function chosenFields(
  org: Org,
  object: ObjectDefinition,
  names: string | null,
): readonly FieldDefinition[] {
  if (names === null || names === '') return object.fields
  return ['Id', ...names.split(',')].map((name) => {
    const field = org.catalogue.field(object, name.trim())
    if (!field)
      throw apiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`)
    return field
  })
}

/** @throws ApiError when the body is not one JSON object. */
export function sentRecord(body: unknown): SentRecord {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SentRecord
  throw apiError(
    400,
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required, but this request has no entity body.',
  )
}

export function writesOf(org: Org, call: ApiCall): Writes {
  return new Writes(org, call.recordFault)
}

function pathsOf(records: readonly { id: string; object: string }[], call: ApiCall): string[] {
  return records.map(({ id, object }) => `${call.basePath}/sobjects/${object}/${id}`)
}

/** Reading what never existed is 404 NOT_FOUND, where writing to it is a bad reference. */
function asNotFound<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    const isMissing = error instanceof Error && error.message.startsWith('INVALID_CROSS_REFERENCE_KEY')
    throw isMissing ? notFound() : error
  }
}
