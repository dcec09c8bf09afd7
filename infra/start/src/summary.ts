/**
 * The numbers of a run, and whether it is as it should be.
 */
import { fateOf, isAccepted } from '@calltrail/test/kit'
import type { Deviation, Fate, Happened, Sample } from '@calltrail/test/kit'
import { percentile } from './duration.ts'

export interface SampleResult {
  readonly sample: Sample
  readonly happened: Happened
  readonly deviations: readonly Deviation[]
  /** From the first request until Salesforce had the Task; undefined when there is none. */
  readonly tookMs: number | undefined
  /** Where its trace is to be looked at; undefined where it has none, or nobody knows. */
  readonly traceLink: string | undefined
}

export interface Run {
  readonly results: readonly SampleResult[]
  /** Tasks that belong to no sample; undefined where others', or earlier ones, may be in the org, too. */
  readonly strayTasks: number | undefined
  /** Why only the accounting was checked. */
  readonly accountingOnlyBecause: string | undefined
}

export interface Summary {
  readonly accepted: number
  readonly refused: number
  readonly fates: Readonly<Record<Fate, number>>
  readonly isConserved: boolean
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
  readonly tasks: number
  /** Contacts that have a Task of this run. */
  readonly contacts: number
  /** Those whose last call is as late as their latest Task of this run. */
  readonly contactsUpdated: number
  readonly isAsExpected: boolean
}

export function summaryOf({ results, strayTasks }: Run): Summary {
  const fates: Record<Fate, number> = {
    refused: 0,
    logged: 0,
    skipped: 0,
    'dead-lettered': 0,
    missing: 0,
    'several outcomes': 0,
  }
  for (const { happened } of results) fates[fateOf(happened)]++
  const accepted = results.filter(({ happened }) => isAccepted(happened)).length
  const isConserved = accepted === fates.logged + fates.skipped + fates['dead-lettered']
  const times = results.flatMap(({ tookMs }) => tookMs ?? [])
  return {
    accepted,
    refused: results.length - accepted,
    fates,
    isConserved,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    tasks: results.flatMap(({ happened }) => happened.tasks).length + (strayTasks ?? 0),
    ...contactCounts(results),
    isAsExpected: isConserved && !strayTasks && results.every(({ deviations }) => deviations.length === 0),
  }
}

function contactCounts(results: readonly SampleResult[]): Pick<Summary, 'contacts' | 'contactsUpdated'> {
  const lastCalls = new Map<string, { readonly stored: unknown; readonly latest: number }>()
  for (const { happened } of results) {
    const { contact, enriched } = happened
    if (!contact) continue
    const latest = Math.max(lastCalls.get(contact.Id)?.latest ?? 0, enriched[0]?.endedAt ?? 0)
    lastCalls.set(contact.Id, { stored: contact['Last_Call_Date__c'], latest })
  }
  const updated = [...lastCalls.values()].filter(
    ({ stored, latest }) => typeof stored === 'string' && Date.parse(stored) >= latest,
  )
  return { contacts: lastCalls.size, contactsUpdated: updated.length }
}
