import type { Candidate, PhoneMatch } from './contact.ts'

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
