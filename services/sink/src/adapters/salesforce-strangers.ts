import type { Salesforce, SaveResult } from '@calltrail/runtime'
import { callerField, strangerFindings, strangersAccountFindings } from '../mapping/index.ts'
import type { MappingFinding } from '../mapping/index.ts'
import type { ActivityLog, MayWrite } from '../ports/activity-log.ts'
import type { Warnings } from '../ports/warnings.ts'
import { inLists } from './in-lists.ts'
import type { FittedOrg, SalesforceOrg } from './salesforce-org.ts'

type StrangerRow = {
  readonly Id: string
  readonly Phone: string | null
  readonly [callerField]?: string | null
}

/**
 * A contact per stranger, by upsert on the number, so that any number of replicas create one.
 * @param strangersAccountId what they belong to: a contact without an account is seen by its owner and by administrators only
 */
export function salesforceStrangers(
  salesforce: Salesforce,
  org: SalesforceOrg,
  { strangersAccountId, log }: { readonly strangersAccountId: string | null; readonly log: Warnings },
): Pick<ActivityLog, 'contactsForStrangers'> {
  const warned = new Set<string>()

  return {
    contactsForStrangers: (phones, mayWrite) =>
      phones.length === 0 ? Promise.resolve([]) : org.with((fitted) => contactsFor(fitted, phones, mayWrite)),
  }

  /** Whether the org can hold a number to one contact. Without that, replicas may create one each. */
  function isUnique({ contact }: FittedOrg): boolean {
    return hasNone(strangerFindings(contact))
  }

  function accountOf({ contact }: FittedOrg): { readonly AccountId?: string } {
    if (strangersAccountId === null || !hasNone(strangersAccountFindings(contact))) return {}
    return { AccountId: strangersAccountId }
  }

  /** Warns of each once. */
  function hasNone(findings: readonly MappingFinding[]): boolean {
    for (const { field, problem, message } of findings) {
      if (warned.has(message)) continue
      warned.add(message)
      log.warn({ object: 'Contact', field, problem }, message)
    }
    return findings.length === 0
  }

  async function contactsFor(
    fitted: FittedOrg,
    phones: readonly string[],
    mayWrite: MayWrite,
  ): Promise<SaveResult[]> {
    const unique = isUnique(fitted)
    const known = await contactsWith(unique, phones)
    const missing = phones.filter((phone) => !known.has(phone))
    const results = new Map(
      (await create(fitted, missing, mayWrite)).map((result, index) => [missing[index]!, result]),
    )
    // Another process was quicker, by less than Salesforce takes to notice.
    const contested = missing.filter((phone) => isDuplicate(results.get(phone)!))
    const created = contested.length === 0 ? new Map<string, string>() : await contactsWith(unique, contested)
    return phones.map((phone) => {
      const id = known.get(phone) ?? created.get(phone)
      return id === undefined ? results.get(phone)! : { success: true, id, created: false }
    })
  }

  async function create(
    fitted: FittedOrg,
    phones: readonly string[],
    mayWrite: MayWrite,
  ): Promise<SaveResult[]> {
    if (phones.length === 0) return []
    const account = accountOf(fitted)
    const contacts = phones.map((phone) => ({ LastName: phone, Phone: phone, ...account }))
    if (!isUnique(fitted)) return salesforce.create('Contact', contacts, { mayWrite })
    const records = contacts.map((contact) => ({ ...contact, [callerField]: contact.Phone }))
    return salesforce.upsert('Contact', callerField, records, { mayWrite })
  }

  /**
   * Those that were created for an earlier call hold the number as we wrote it; so may one that a person has given it since, who is then
   * preferred. Of several the oldest counts.
   */
  async function contactsWith(
    unique: boolean,
    phones: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const pages = inLists(phones, 2).map((list) =>
      salesforce.query<StrangerRow>(
        unique
          ? `SELECT Id, Phone, ${callerField} FROM Contact WHERE Phone IN (${list}) OR ${callerField} IN (${list}) ORDER BY CreatedDate, Id`
          : `SELECT Id, Phone FROM Contact WHERE Phone IN (${list}) ORDER BY CreatedDate, Id`,
      ),
    )
    const rows = (await Promise.all(pages)).flat()
    return new Map(
      phones.flatMap((phone) => {
        const given = rows.find((row) => row.Phone === phone && (row[callerField] ?? null) === null)
        const found =
          given ?? rows.find((row) => row[callerField] === phone) ?? rows.find((row) => row.Phone === phone)
        return found ? [[phone, found.Id] as const] : []
      }),
    )
  }
}

function isDuplicate(result: SaveResult): boolean {
  return !result.success && result.error.code === 'SALESFORCE_DUPLICATE_VALUE'
}
