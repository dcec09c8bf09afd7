/**
 * A data action of Genesys Cloud that a process-automation trigger's workflow calls with the members of its event, one beside the other.
 * @see infra/genesys/data-action/action.json
 */
import { toConversationEnded } from '../canonical-event.ts'
import { readCustomerEnd } from '../customer-end.ts'
import { secretJudge } from '../shared-secret.ts'
import type { Door } from './door.ts'

export function dataActionDoor(secrets: readonly string[]): Door {
  return {
    path: '/webhook/data-action',
    refuse: secretJudge(secrets),
    read(body, receivedAt) {
      const result = readCustomerEnd(body, receivedAt)
      return 'customerEnd' in result ? { event: toConversationEnded(result.customerEnd, receivedAt) } : result
    },
  }
}
