import { PipelineError } from '@calltrail/runtime'
import type { Genesys, GenesysConfig, Rehearsals, Salesforce } from '@calltrail/runtime'
import type { Mapping, OrgDescription } from '@calltrail/sink/mapping'
import type { SalesforceDoctorConfig } from './config.ts'
import { broken, degraded } from './finding.ts'
import type { Finding } from './finding.ts'

/** A Salesforce org, and what Calltrail is to do with it. */
export interface SalesforcePatient {
  readonly config: SalesforceDoctorConfig
  readonly salesforce: Salesforce
  /** The org as the integration user sees it. */
  readonly org: () => Promise<OrgDescription>
  readonly rehearse: Rehearsals['rehearse']
  readonly mapping: Mapping
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A Genesys Cloud organization. */
export interface GenesysPatient {
  readonly config: GenesysConfig
  readonly genesys: Genesys
  /** Epoch milliseconds. */
  readonly now: () => number
}

export interface Check<Patient> {
  readonly title: string
  /** Whether the checks behind it are of no use when not all is fine with this one. */
  readonly isVital?: boolean
  run(patient: Patient): Promise<readonly Finding[]>
}

export interface CheckResult {
  /** Whose check it is. */
  readonly vendor: string
  readonly check: string
  readonly findings: readonly Finding[]
}

/** Runs the checks one after the other. `onResult` is told of each as soon as it is done. */
export async function examine<Patient>(
  vendor: string,
  patient: Patient,
  checks: readonly Check<Patient>[],
  onResult: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of checks) {
    const findings = await findingsOf(check, patient)
    const result = { vendor, check: check.title, findings }
    results.push(result)
    onResult(result)
    if (check.isVital && findings.some(({ verdict }) => verdict !== 'fine')) break
  }
  return results
}

async function findingsOf<Patient>(check: Check<Patient>, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check.run(patient)
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error
    // Without Genesys calls are logged all the same, with what their events tell.
    const verdict = error.code.startsWith('GENESYS_') ? degraded : broken
    return [verdict(`${error.message} (${error.code}).`, remedyFor(error))]
  }
}

function remedyFor({ code }: PipelineError): string {
  return `See ${code} in docs/errors.md; if it is an outage, run the doctor again when it is over.`
}
