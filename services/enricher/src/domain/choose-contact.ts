import type { Candidate, Contact, Lead, PhoneMatch } from './contact.ts'

/** Whom a call belongs to when several contacts have the number. */
export const contactPolicies = ['most-recent-activity', 'account-only', 'first-created', 'none'] as const

export type ContactPolicy = (typeof contactPolicies)[number]

/** One of the contacts who have a number, or their account. Never chosen at random: the same people give the same answer. */
export function chooseContact(candidates: readonly Candidate[], policy: ContactPolicy): PhoneMatch | null {
  const [only, ...others] = candidates
  if (!only) return null
  if (others.length === 0) return { kind: 'contact', contact: only.person, candidates: 1 }
  switch (policy) {
    case 'most-recent-activity':
      return chosen(mostRecentlyActive(candidates), candidates)
    case 'first-created':
      return chosen(firstCreated(candidates), candidates)
    case 'account-only':
      return sharedAccount(candidates)
    case 'none':
      return { kind: 'ambiguous', candidates: candidates.length }
  }
}

/** Of several leads the one with the most recent activity, whatever the policy for contacts: a lead has no account to fall back on. */
export function chooseLead(candidates: readonly Candidate<Lead>[]): PhoneMatch | null {
  if (candidates.length === 0) return null
  return { kind: 'lead', lead: mostRecentlyActive(candidates).person, candidates: candidates.length }
}

function chosen({ person }: Candidate, { length }: readonly Candidate[]): PhoneMatch {
  return { kind: 'contact', contact: person, candidates: length }
}

function sharedAccount(candidates: readonly Candidate[]): PhoneMatch {
  const accounts = new Set(candidates.map(({ person }) => person.accountId))
  const [accountId] = accounts
  return accounts.size === 1 && accountId
    ? { kind: 'account', accountId, candidates: candidates.length }
    : { kind: 'ambiguous', candidates: candidates.length }
}

type Person = Contact | Lead

/** Of several with an activity on that day the one created first. */
function mostRecentlyActive<Some extends Person>(candidates: readonly Candidate<Some>[]): Candidate<Some> {
  return first(
    candidates,
    (a, b) => compare(b.lastActivityDate ?? '', a.lastActivityDate ?? '') || byAge(a, b),
  )
}

function firstCreated(candidates: readonly Candidate[]): Candidate {
  return first(candidates, byAge)
}

/** Ids tell apart those that an import created in one moment. */
function byAge(a: Candidate<Person>, b: Candidate<Person>): number {
  return compare(a.createdDate, b.createdDate) || compare(a.person.id, b.person.id)
}

function first<Some>(candidates: readonly Some[], order: (a: Some, b: Some) => number): Some {
  return candidates.toSorted(order)[0]!
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
