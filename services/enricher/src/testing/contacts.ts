import type { Candidate, Contact } from '../domain/contact.ts'

export const johnDoe: Contact = {
  id: '003Sm0000JohnD1IQI',
  name: 'John Doe',
  accountId: '001Sm0000Acme01IQA',
  email: 'john.doe@acme.example',
}

export const janeRoe: Contact = {
  id: '003Sm0000JaneR1IQI',
  name: 'Jane Roe',
  accountId: null,
  email: null,
}

/** For tests: a contact as a choice sees it. */
export function candidate(
  id: string,
  createdDate: string,
  lastActivityDate: string | null = null,
): Candidate {
  return { contact: { ...johnDoe, id }, createdDate, lastActivityDate }
}
