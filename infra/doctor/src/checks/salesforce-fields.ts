import { fitMapping, strangerFindings } from '@calltrail/sink/mapping'
import type { MappingFinding } from '@calltrail/sink/mapping'
import type { Check, SalesforcePatient } from '../check.ts'
import { fine } from '../finding.ts'
import { lookAtOrg } from '../look-at-org.ts'
import type { Finding } from '../finding.ts'

/** Every object and field that Calltrail writes, by the org's own description. */
export const fields: Check<SalesforcePatient> = {
  title: 'fields',
  async run(patient) {
    const { config, mapping } = patient
    const org = await lookAtOrg(patient)
    const { findings } = fitMapping(mapping, org)
    const strangers = config.unknownCaller === 'create-contact' ? strangerFindings(org.contact) : []
    const found = [...findings, ...strangers].map(findingOf)
    return found.length > 0 ? found : [fine('Every field of the mapping is there and can be written.')]
  },
}

function findingOf({ blocking, message }: MappingFinding): Finding {
  // The messages say what to do.
  return { verdict: blocking ? 'broken' : 'degraded', what: message }
}
