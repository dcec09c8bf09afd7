import type { LoggedCall } from './task.ts'

/** A call whose Task stands on a contact, who is to know of it. */
export type ContactCall = LoggedCall & { readonly contactId: string }

export function isOnContact(logged: LoggedCall): logged is ContactCall {
  return logged.contactId !== null
}

/** The latest call of each contact; of two that ended together the later in the list. */
export function latestPerContact<Call extends Pick<ContactCall, 'contactId' | 'call'>>(
  calls: readonly Call[],
): Call[] {
  const latest = new Map<string, Call>()
  for (const logged of calls) {
    const known = latest.get(logged.contactId)
    if (!known || known.call.endedAt <= logged.call.endedAt) latest.set(logged.contactId, logged)
  }
  return [...latest.values()]
}
