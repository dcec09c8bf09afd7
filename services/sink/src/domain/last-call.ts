/** What is known of a contact's last call. */
export interface LastCall {
  readonly contactId: string
  /** Epoch milliseconds. */
  readonly endedAt: number
  readonly durationSeconds: number
}

/** The latest call of each contact. */
export function latestPerContact(calls: readonly LastCall[]): LastCall[] {
  const latest = new Map<string, LastCall>()
  for (const call of calls) {
    const known = latest.get(call.contactId)
    if (!known || known.endedAt <= call.endedAt) latest.set(call.contactId, call)
  }
  return [...latest.values()]
}
