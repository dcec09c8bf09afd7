import type { CallEnriched } from '@calltrail/schemas'

/** Who owns the Tasks: the agent's user, as far as it is known, else the default owner, else whom Salesforce takes. */
export interface OwnerPolicy {
  /** How the agent's user is known: by what stands in the mapping or else the e-mail address, by the mapping only, or not at all. */
  readonly by: 'email' | 'mapping' | 'default'
  /** Genesys user id or e-mail address, both in lower case, to Salesforce user id. */
  readonly mapping: ReadonlyMap<string, string>
  readonly defaultOwnerId: string | null
}

/** The owner of the call's Task as far as Salesforce need not be asked; with an address when it has to be. */
export function ownerFromMapping(call: CallEnriched, { by, mapping }: OwnerPolicy): string | null {
  if (by === 'default') return null
  return mapped(call.agentId, mapping) ?? mapped(call.agentEmail, mapping)
}

/** The address by which the agent's user is to be looked up; null when there is no need, or no address. */
export function addressToLookUp(call: CallEnriched, policy: OwnerPolicy): string | null {
  if (policy.by !== 'email' || ownerFromMapping(call, policy) !== null) return null
  return call.agentEmail?.trim() || null
}

/** @param usersByEmail the users of all {@link addressToLookUp} */
export function ownerOf(
  call: CallEnriched,
  policy: OwnerPolicy,
  usersByEmail: ReadonlyMap<string, string>,
): string | null {
  const address = addressToLookUp(call, policy)
  const found = address === null ? undefined : usersByEmail.get(address)
  return ownerFromMapping(call, policy) ?? found ?? policy.defaultOwnerId
}

function mapped(key: string | null, mapping: ReadonlyMap<string, string>): string | null {
  return (key !== null && mapping.get(key.trim().toLowerCase())) || null
}
