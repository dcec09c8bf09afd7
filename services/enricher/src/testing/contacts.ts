import type { Candidate, Contact, PhoneMatch } from '../domain/contact.ts'

export const johnDoe: Contact = {
  id: '003Sm0000JohnD1IQI',
  name: 'John Doe',
  accountId: '001Sm0000Acme01IQA',
  email: 'john.doe@acme.example',
  isPersonAccount: false,
}

export const janeRoe: Contact = {
  id: '003Sm0000JaneR1IQI',
  name: 'Jane Roe',
  accountId: null,
  email: null,
  isPersonAccount: false,
}

/** For tests: a contact as a choice sees it. */
export function candidate(
  id: string,
  createdDate: string,
  lastActivityDate: string | null = null,
  accountId: string | null = johnDoe.accountId,
): Candidate {
  return { person: { ...johnDoe, id, accountId }, createdDate, lastActivityDate }
}

/** For tests: a contact who has a number, alone or chosen of several. */
export function matched(contact: Contact, candidates = 1): PhoneMatch {
  return { kind: 'contact', contact, candidates }
}
