import type { CatalogueObject } from './objects/catalogue.ts'
import type { FieldDefinition, FieldType } from './objects/field.ts'
import type { Org } from './org.ts'
import type { ApiCall } from './rest-resource.ts'

const SOAP_TYPES: Readonly<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  string: 'xsd:string',
  textarea: 'xsd:string',
  phone: 'xsd:string',
  email: 'xsd:string',
  url: 'xsd:string',
  picklist: 'xsd:string',
}

/** The answer of `GET /sobjects`. */
export function describeGlobal(org: Org, call: ApiCall): unknown {
  return {
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: org.catalogue.all().map((object) => summarizeObject(object, call)),
  }
}

export function summarizeObject(object: CatalogueObject, call: ApiCall) {
  const address = `${call.basePath}/sobjects/${object.name}`
  return {
    name: object.name,
    label: object.label,
    labelPlural: object.labelPlural,
    keyPrefix: object.keyPrefix,
    custom: false,
    createable: object.createable,
    updateable: object.updateable,
    deletable: object.writable,
    queryable: object.queryable,
    retrieveable: true,
    searchable: true,
    urls: { sobject: address, describe: `${address}/describe`, rowTemplate: `${address}/{ID}` },
  }
}

/** The answer of `GET /sobjects/{Object}/describe`, without what a client of records has no use for. */
export function describeObject(object: CatalogueObject, call: ApiCall): unknown {
  return {
    ...summarizeObject(object, call),
    childRelationships: [],
    recordTypeInfos: [],
    fields: object.fields.map((field) => describeField(object, field)),
  }
}

function describeField(object: CatalogueObject, field: FieldDefinition): unknown {
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    soapType: SOAP_TYPES[field.type],
    length: field.length,
    byteLength: field.length * 3,
    digits: field.type === 'int' ? field.digits : 0,
    precision: field.type === 'double' ? field.digits : 0,
    scale: field.scale,
    createable: object.writable && field.createable,
    updateable: object.writable && field.updateable,
    nillable: !field.required && field.type !== 'boolean' && field.type !== 'id',
    defaultedOnCreate: field.defaultValue !== null || field.name === 'OwnerId',
    defaultValue: field.type === 'boolean' ? false : null,
    custom: /__p?c$/.test(field.name),
    calculated: false,
    externalId: field.externalId,
    idLookup: field.externalId || field.type === 'id',
    unique: field.unique,
    caseSensitive: field.caseSensitive,
    filterable: field.filterable,
    sortable: field.filterable,
    groupable: false,
    restrictedPicklist: field.restrictedPicklist,
    picklistValues: field.picklistValues.map(({ value, label, isDefault }) => ({
      value,
      label: label ?? value,
      active: true,
      defaultValue: isDefault === true,
      validFor: null,
    })),
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    polymorphicForeignKey: field.referenceTo.length > 1,
  }
}
