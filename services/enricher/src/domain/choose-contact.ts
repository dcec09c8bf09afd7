import type { Contact, PhoneMatch } from '../ports/contact-directory.ts'

/** A contact that has the number, with what a choice between several goes by. */
export interface Candidate {
  readonly contact: Contact
  /** Day of the last activity, YYYY-MM-DD; null when there was none. */
  readonly lastActivityDate: string | null
  /** ISO-8601 in UTC. */
  readonly createdDate: string
}

/**
 * The contact with the most recent activity; of several the one created first, of several of those the one with the lowest id.
 * Never chooses at random: the same people and call give the same contact.
 */
export function chooseContact(candidates: readonly Candidate[]): PhoneMatch | null {
  const [best] = candidates.toSorted(
    (a, b) =>
      compare(b.lastActivityDate ?? '', a.lastActivityDate ?? '') ||
      compare(a.createdDate, b.createdDate) ||
      compare(a.contact.id, b.contact.id),
  )
  return best ? { contact: best.contact, candidates: candidates.length } : null
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
