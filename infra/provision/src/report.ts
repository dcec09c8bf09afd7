import type { ProvisionResult } from './provision.ts'

/** A line per topic and per schema, for people. */
export function reportLines({ topics, schemas }: ProvisionResult): string[] {
  return [
    ...topics.map(({ topic, outcome, differences, repaired }) => {
      const what = outcome === 'differs' ? differences.join('; ') : outcome
      return `topic   ${topic}: ${what}${repaired ? ` (${repaired.join(', ')}: put right)` : ''}`
    }),
    ...schemas.map(({ subject, outcome, version, earlier, raisedFrom }) => {
      const what =
        outcome === 'registered' ? `registered as version ${version}` : `already there, version ${version}`
      const before = earlier === undefined ? '' : ` (${earlier} earlier ones before it)`
      const raised = raisedFrom === undefined ? '' : ` (compatibility was ${raisedFrom}, now FULL_TRANSITIVE)`
      return `schema  ${subject}: ${what}${before}${raised}`
    }),
  ]
}
