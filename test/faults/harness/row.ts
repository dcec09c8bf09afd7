/** A line of the table. */
import type { Observed } from './books.ts'
import type { Fault } from './fault.ts'
import { audit } from './ledger.ts'
import type { FaultRun } from './run-fault.ts'
import { complaintsOf } from './verdict.ts'

/** A fault that this machine cannot do. */
export interface LeftOut {
  readonly fault: Fault
  readonly leftOut: string
}

export type Row = FaultRun | LeftOut

export function isLeftOut(row: Row): row is LeftOut {
  return 'leftOut' in row
}

/** None for a fault that was left out. */
export function complaintsAbout(row: Row): readonly string[] {
  return isLeftOut(row) ? [] : row.complaints
}

/** The books of a run once more, with all that has been seen by now. Salesforce was emptied since: it counts as it stood. */
export function withLateRecords(run: FaultRun, seen: Observed): FaultRun {
  const { salesforce } = run.observed
  const observed = { ...seen, ...(salesforce && { salesforce }) }
  const now = complaintsOf(run.fault, { ...run, observed, audit: audit(run.deliveries, observed) })
  const late = now.filter((complaint) => !run.complaints.includes(complaint))
  return { ...run, complaints: [...run.complaints, ...late.map((complaint) => `later: ${complaint}`)] }
}
