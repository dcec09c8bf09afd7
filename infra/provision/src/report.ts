import type { ProvisionResult } from './provision.ts'

/** A line per topic and per schema, for people. */
export function reportLines({ topics, schemas }: ProvisionResult): string[] {
  return [
    ...topics.map(({ topic, outcome, differences, cleanupPolicyWas }) => {
      const what = outcome === 'differs' ? differences.join('; ') : outcome
      const repaired =
        cleanupPolicyWas === undefined ? '' : ` (cleanup.policy was ${cleanupPolicyWas}, put right)`
      return `topic   ${topic}: ${what}${repaired}`
    }),
    ...schemas.map(({ subject, outcome, version, raisedFrom }) => {
      const what =
        outcome === 'registered' ? `registered as version ${version}` : `already there, version ${version}`
      const raised = raisedFrom === undefined ? '' : ` (compatibility was ${raisedFrom}, now FULL_TRANSITIVE)`
      return `schema  ${subject}: ${what}${raised}`
    }),
  ]
}
