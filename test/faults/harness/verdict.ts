import { breaches } from './books.ts'
import type { Observed } from './books.ts'
import type { Allowance, Fault } from './fault.ts'
import { countOf } from './ledger.ts'
import type { Evidence } from './signs.ts'

/** All that a fault is judged by. */
export interface Case extends Evidence {
  readonly observed: Observed
  readonly unexpectedExits: readonly string[]
}

/** What is wrong with how a fault was got over; nothing when all is well. */
export function complaintsOf(fault: Fault, found: Case): string[] {
  const { audit, observed, unexpectedExits } = found
  const complaints = breaches.flatMap((breach) => {
    const count = countOf(audit, breach)
    return count > 0 ? [`${breach}: ${count}`] : []
  })
  const deadLetterCodes = observed.deadLetters.map(({ code }) => code)
  complaints.push(
    ...beyond(fault.deadLetters, deadLetterCodes, audit.accepted).map((what) => `dead-lettered: ${what}`),
    ...beyond(fault.contactErrors, audit.contactErrors, audit.accepted).map(
      (what) => `logged without the contact’s last call: ${what}`,
    ),
  )
  if (audit.accepted === 0) complaints.push('no call was accepted: nothing was shown')
  if (audit.notAccepted > 0 && !fault.mayRefuse) complaints.push(`not accepted: ${audit.notAccepted}`)
  if (unexpectedExits.length > 0 && !fault.mayExit)
    complaints.push(`ended by themselves: ${unexpectedExits.join(', ')}`)
  for (const sign of fault.signs ?? []) complaints.push(...asList(sign(found)))
  return complaints
}

/** Codes that are not allowed at all, and those that are, when they are too many. */
function beyond(allowance: Allowance | undefined, codes: readonly string[], accepted: number): string[] {
  const { codes: allowed, maxShare }: Allowance = allowance ?? { codes: [], maxShare: 0 }
  const wrong = codes.filter((code) => !allowed.some((one) => one === code))
  const right = codes.length - wrong.length
  return [
    ...(wrong.length > 0 ? [`${wrong.length} (${[...new Set(wrong)].join(', ')})`] : []),
    ...(right > maxShare * accepted ? [`${right} of ${accepted}, more than ${maxShare * 100} %`] : []),
  ]
}

function asList(complaint: string | undefined): string[] {
  return complaint === undefined ? [] : [`it did not bite: ${complaint}`]
}
