import type { Check, SalesforcePatient } from '../check.ts'
import { broken, degraded, fine } from '../finding.ts'
import type { Finding } from '../finding.ts'

/** The columns in which numbers are looked for. */
export const contactLookUp: Check<SalesforcePatient> = {
  title: 'contact look-up',
  async run({ salesforce, config, org }) {
    const { contact } = await org()
    const findings = columns('Contact', wantedOf(config), new Set(contact.fields.keys()))
    if (!config.matchLeads) return findings
    const lead = await salesforce.describe('Lead')
    return [...findings, ...columns('Lead', config.leadPhoneFields, new Set(lead.fields.keys()))]
  },
}

function wantedOf({
  contactLookup,
  normalisedPhoneFields,
  contactPhoneFields,
}: SalesforcePatient['config']): readonly string[] {
  return contactLookup === 'normalised-field' ? normalisedPhoneFields : contactPhoneFields
}

function columns(object: string, wanted: readonly string[], there: ReadonlySet<string>): Finding[] {
  const missing = wanted.filter((field) => !there.has(field))
  if (missing.length === 0) return [fine(`Numbers are looked for in ${wanted.join(', ')} of ${object}.`)]
  const remedy = `Give the integration user read access to ${missing.join(', ')} of ${object}, or take it out of the configuration.`
  const what = `${missing.join(', ')} of ${object} is not there or not visible`
  if (missing.length === wanted.length) return [broken(`${what}: nobody is found by a number.`, remedy)]
  return [degraded(`${what}: numbers in it are not found.`, remedy)]
}
