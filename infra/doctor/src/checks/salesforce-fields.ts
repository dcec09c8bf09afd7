import { fitMapping, strangerFindings, strangersAccountFindings } from '@calltrail/sink/mapping'
import type { MappingFinding, OrgDescription } from '@calltrail/sink/mapping'
import type { Check, SalesforcePatient } from '../check.ts'
import { fine } from '../finding.ts'
import type { Finding } from '../finding.ts'

/** Every object and field that Calltrail writes, by the org's own description. */
export const fields: Check<SalesforcePatient> = {
  title: 'fields',
  async run({ config, mapping, org: lookAtOrg }) {
    const org = await lookAtOrg()
    const { findings } = fitMapping(mapping, org)
    const found = [...findings, ...ofStrangers(org, config)].map(findingOf)
    return found.length > 0 ? found : [fine('Every field of the mapping is there and can be written.')]
  },
}

/** What hinders that strangers become contacts, if they are to. */
function ofStrangers(
  { contact }: OrgDescription,
  { unknownCaller, unknownCallerAccountId }: SalesforcePatient['config'],
): readonly MappingFinding[] {
  if (unknownCaller !== 'create-contact') return []
  const ofAccount = unknownCallerAccountId === null ? [] : strangersAccountFindings(contact)
  return [...strangerFindings(contact), ...ofAccount]
}

function findingOf({ blocking, message }: MappingFinding): Finding {
  // The messages say what to do.
  return { verdict: blocking ? 'broken' : 'degraded', what: message }
}
