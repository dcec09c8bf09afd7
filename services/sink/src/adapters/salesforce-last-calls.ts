import { PipelineError } from '@calltrail/runtime'
import type { Salesforce, SalesforceRecord, SaveResult } from '@calltrail/runtime'
import type { ContactCall } from '../domain/last-call.ts'
import type { ActivityLog, MayWrite } from '../ports/activity-log.ts'
import { KnownLastCalls, wholeSecond } from './known-last-calls.ts'
import type { FittedOrg, SalesforceOrg } from './salesforce-org.ts'

type ContactRow = { readonly Id: string } & SalesforceRecord

/** The last call of each contact, which only moves forward. */
export function salesforceLastCalls(
  salesforce: Salesforce,
  org: SalesforceOrg,
): Pick<ActivityLog, 'areNews' | 'writeLastCalls'> {
  const known = new KnownLastCalls()

  return {
    areNews: (calls) =>
      calls.length === 0
        ? Promise.resolve([])
        : org.with(async (fitted) => {
            const open = calls.filter((call) => !isKnownToBeOld(fitted, call))
            const rows = await rowsOf(fitted, [...new Set(open.map(({ contactId }) => contactId))])
            const news = new Set(open.filter((call) => isNews(fitted, call, rows.get(call.contactId))))
            return calls.map((call) => news.has(call))
          }),

    writeLastCalls: (calls, mayWrite) =>
      calls.length === 0 ? Promise.resolve([]) : org.with((fitted) => write(fitted, calls, mayWrite)),
  }

  async function write(
    fitted: FittedOrg,
    calls: readonly ContactCall[],
    mayWrite: MayWrite,
  ): Promise<(SaveResult | null)[]> {
    const refusal = refusalOf(fitted)
    if (refusal !== null) return calls.map(() => refusal)
    // Another partition may have written the contact since it was read.
    const updates = calls
      .filter((call) => !isKnownToBeOld(fitted, call))
      .map((call) => ({ call, ...updateOf(fitted, call) }))
      .filter(({ record }) => Object.keys(record).length > 1)
    const results = new Map<ContactCall, SaveResult>()
    await Promise.all(
      ['Contact', 'Account'].map(async (object) => {
        const ofObject = updates.filter((update) => update.object === object)
        if (ofObject.length === 0) return
        // At once: what another partition is about to write of an older call would come after this.
        const undos = ofObject.map(({ call }) => reserve(fitted, call))
        const records = ofObject.map(({ record }) => record)
        const saved = await salesforce.update(object, records, { mayWrite }).catch((error: unknown) => {
          for (const undo of undos) undo()
          throw error
        })
        for (const [index, { call }] of ofObject.entries()) {
          results.set(call, saved[index]!)
          if (saved[index]!.success) remember(fitted, call)
          else undos[index]!()
        }
      }),
    )
    return calls.map((call) => results.get(call) ?? null)
  }

  function isKnownToBeOld(fitted: FittedOrg, call: ContactCall): boolean {
    return known.isOld(call.contactId, call.call.endedAt, () => contactUpdateOf(fitted, call))
  }

  function isNews(fitted: FittedOrg, call: ContactCall, row: ContactRow | undefined): boolean {
    const { lastCallField } = fitted.mapping
    const date = row && lastCallField !== null ? row[lastCallField] : null
    // Nothing to compare with; when the contact is not there, the update will tell.
    if (typeof date !== 'string') return true
    const [endedAt, stored] = [wholeSecond(call.call.endedAt), Date.parse(date)]
    if (endedAt > stored) return true
    if (endedAt === stored && differs(fitted, contactUpdateOf(fitted, call), row!)) return true
    if (endedAt === stored) remember(fitted, call)
    else known.hasAtLeast(call.contactId, stored)
    return false
  }

  function reserve({ mapping }: FittedOrg, { contactId, call }: ContactCall): () => void {
    return mapping.lastCallField === null ? () => {} : known.reserve(contactId, call.endedAt)
  }

  function remember(fitted: FittedOrg, call: ContactCall): void {
    if (fitted.mapping.lastCallField === null) return
    known.has(call.contactId, call.call.endedAt, contactUpdateOf(fitted, call))
  }

  async function rowsOf(
    { mapping }: FittedOrg,
    contactIds: readonly string[],
  ): Promise<ReadonlyMap<string, ContactRow>> {
    if (mapping.lastCallField === null) return new Map()
    const rows = await salesforce.retrieve<ContactRow>(
      'Contact',
      ['Id', ...mapping.contactFields],
      contactIds,
    )
    return new Map(contactIds.flatMap((id, index) => (rows[index] ? [[id, rows[index]]] : [])))
  }
}

function contactUpdateOf(
  { mapping }: FittedOrg,
  { call, contactId, timeZone }: ContactCall,
): SalesforceRecord {
  return mapping.contactUpdateOf(call, contactId, timeZone)
}

/** The contact of a person account can only be written through its account. */
function updateOf(fitted: FittedOrg, logged: ContactCall) {
  const { call, accountId, timeZone } = logged
  return call.contact?.isPersonAccount && accountId !== null
    ? { object: 'Account', record: fitted.mapping.accountUpdateOf(call, accountId, timeZone) }
    : { object: 'Contact', record: contactUpdateOf(fitted, logged) }
}

/** Why nothing of a contact can be written though the mapping says so; null when something can, or the mapping has nothing. */
function refusalOf({ mapping }: FittedOrg): SaveResult | null {
  const isRefused = mapping.findings.some(({ object }) => object === 'Contact')
  if (mapping.contactFields.size > 0 || !isRefused) return null
  const message = 'the org lets no field of a contact be written that tells of its last call'
  return { success: false, error: new PipelineError('SALESFORCE_ACCESS_DENIED', message) }
}

function differs({ contact }: FittedOrg, update: SalesforceRecord, row: ContactRow): boolean {
  return Object.entries(update).some(([field, value]) => {
    const stored = row[field] ?? null
    if (contact.fields.get(field)?.type !== 'datetime') return stored !== value
    return wholeSecond(Date.parse(String(stored))) !== wholeSecond(Date.parse(String(value)))
  })
}
