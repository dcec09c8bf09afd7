import { PipelineError } from '@calltrail/runtime'
import type { FieldDescription, ObjectDescription, Salesforce } from '@calltrail/runtime'
import type { Logger } from 'pino'
import type { ContactSettings } from './settings.ts'

/** An object of people with phone numbers, as far as the org has it and shows it to the integration user. */
export interface PeopleObject {
  readonly name: 'Contact' | 'Lead'
  /** What is read of each record, phone fields included. */
  readonly columns: readonly string[]
  readonly phoneFields: readonly string[]
  /** Whose value says in which country numbers without a country code are. */
  readonly countryField: string | null
  /** Of those who are looked for by number. */
  readonly condition: string | null
}

export interface OrgObjects {
  readonly contact: PeopleObject
  /** Null when leads are not looked for. */
  readonly lead: PeopleObject | null
}

interface Wanted {
  readonly name: PeopleObject['name']
  readonly columns: readonly string[]
  readonly phoneFields: readonly string[]
  readonly phoneFieldsKey: string
  readonly countryField: string | null
  readonly condition: string | null
}

/** Asks the org what it has. A field that is missing must not stop all calls: it is left out, and named in the log. */
export async function describeOrg(
  salesforce: Salesforce,
  settings: ContactSettings,
  log: Pick<Logger, 'warn'>,
): Promise<OrgObjects> {
  const isNormalised = settings.contactLookup === 'normalised-field'
  const [contact, lead] = await Promise.all([
    describePeople({
      name: 'Contact',
      columns: ['Id', 'Name', 'AccountId', 'Email', 'IsPersonAccount', 'LastActivityDate', 'CreatedDate'],
      phoneFields: isNormalised ? settings.normalisedPhoneFields : settings.contactPhoneFields,
      phoneFieldsKey: isNormalised ? 'NORMALISED_PHONE_FIELDS' : 'CONTACT_PHONE_FIELDS',
      countryField: settings.contactCountryField,
      condition: null,
    }),
    settings.matchLeads
      ? describePeople({
          name: 'Lead',
          columns: ['Id', 'Name', 'Email', 'LastActivityDate', 'CreatedDate'],
          phoneFields: isNormalised ? settings.normalisedPhoneFields : settings.leadPhoneFields,
          phoneFieldsKey: isNormalised ? 'NORMALISED_PHONE_FIELDS' : 'LEAD_PHONE_FIELDS',
          countryField: 'Country',
          condition: 'IsConverted = false',
        }).catch(withoutLeads)
      : null,
  ])
  return { contact, lead }

  async function describePeople(wanted: Wanted): Promise<PeopleObject> {
    const has = finder(await salesforce.describe(wanted.name))
    const phoneFields = wanted.phoneFields.flatMap((name) => has(name, isSearchable) ?? [])
    if (phoneFields.length < wanted.phoneFields.length) {
      const missing = wanted.phoneFields.filter((name) => !has(name, isSearchable))
      if (phoneFields.length === 0) throw noPhoneFields(wanted, missing)
      log.warn(
        { object: wanted.name, fields: missing },
        `not searched for phone numbers, because the integration user does not see them, or they are no text that can be searched; see ${wanted.phoneFieldsKey}`,
      )
    }
    const countryField = wanted.countryField === null ? null : has(wanted.countryField)
    const columns = [...wanted.columns.flatMap((name) => has(name) ?? []), ...phoneFields]
    return {
      name: wanted.name,
      columns: [...new Set([...columns, ...(countryField ? [countryField] : [])])],
      phoneFields,
      countryField,
      condition: wanted.condition,
    }
  }

  /** SOSL's search in phone fields searches fields of that type only; SOQL cannot compare with long texts, nor with encrypted ones. */
  function isSearchable({ type, filterable }: FieldDescription): boolean {
    if (settings.contactLookup === 'sosl') return type === 'phone'
    return (type === 'phone' || type === 'string' || type === 'textarea') && filterable
  }

  function withoutLeads(error: unknown): null {
    if (!isOrgIncomplete(error)) throw error
    log.warn({ object: 'Lead', reason: error.message }, 'leads are not matched')
    return null
  }
}

export function isOrgIncomplete(error: unknown): error is PipelineError {
  return error instanceof PipelineError && error.code === 'SALESFORCE_ORG_INCOMPLETE'
}

/** A field's name in Salesforce's spelling, which answers go by. */
function finder({ fields }: ObjectDescription) {
  const byName = new Map([...fields.values()].map((field) => [field.name.toLowerCase(), field]))
  return (name: string, suits: (field: FieldDescription) => boolean = () => true) => {
    const field = byName.get(name.toLowerCase())
    return field && suits(field) ? field.name : null
  }
}

function noPhoneFields({ name, phoneFieldsKey }: Wanted, fields: readonly string[]): PipelineError {
  const message = `the integration user sees none of ${fields.map((field) => `${name}.${field}`).join(', ')} (${phoneFieldsKey})`
  return new PipelineError('SALESFORCE_ORG_INCOMPLETE', message)
}
