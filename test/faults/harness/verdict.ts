import { breaches } from './books.ts'
import type { Observed } from './books.ts'
import type { Fault } from './fault.ts'
import { countOf } from './ledger.ts'
import type { Audit } from './ledger.ts'

/** What is wrong with how a fault was got over; nothing when all is well. */
export function complaintsOf(
  fault: Fault,
  found: Audit,
  { deadLetters }: Observed,
  unexpectedExits: readonly string[],
): string[] {
  const complaints = breaches.flatMap((breach) => {
    const count = countOf(found, breach)
    return count > 0 ? [`${breach}: ${count}`] : []
  })
  const allowedCodes: readonly string[] = fault.deadLetterCodes ?? []
  const wrongCodes = deadLetters.map(({ code }) => code).filter((code) => !allowedCodes.includes(code))
  if (wrongCodes.length > 0)
    complaints.push(`dead-lettered: ${wrongCodes.length} (${[...new Set(wrongCodes)].join(', ')})`)
  if (found.accepted === 0) complaints.push('no call was accepted: nothing was shown')
  if (found.notAccepted > 0 && !fault.mayRefuse) complaints.push(`not accepted: ${found.notAccepted}`)
  if (unexpectedExits.length > 0 && !fault.mayExit)
    complaints.push(`ended by themselves: ${unexpectedExits.join(', ')}`)
  return complaints
}
