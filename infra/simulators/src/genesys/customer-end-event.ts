import type { CompactConversation } from './compact-conversation.ts'
import { Directory } from './directory.ts'
import { expandConversation } from './expand-conversation.ts'
import type { PlatformParticipant } from './platform-conversation.ts'
import { sampleDirectory } from './sample-directory.ts'

/** What EventBridge says of a customer who left a conversation. Members that have no value are absent. */
export interface CustomerEnd {
  /** Epoch milliseconds. */
  readonly eventTime: number
  readonly conversationId: string
  readonly participantId: string
  readonly sessionId: string
  readonly disconnectType: string
  readonly mediaType: string
  readonly provider: string
  readonly direction: string
  readonly ani: string
  readonly dnis: string
  readonly interactingDurationMs: number
  readonly divisionId: string
  readonly [member: string]: unknown
}

/** An event as Amazon EventBridge hands it over from Genesys Cloud. */
export interface EventBridgeEnvelope<Body> {
  readonly version: '0'
  readonly id: string
  readonly 'detail-type': string
  readonly source: string
  readonly account: string
  readonly time: string
  readonly region: string
  readonly resources: readonly string[]
  readonly detail: {
    readonly topicName: string
    readonly version: '2'
    readonly eventBody: Body
    readonly metadata: { readonly CorrelationId: string }
    readonly timestamp: string
  }
}

const ORGANIZATION_ID = '1d5b2f0e-6c1b-4c7e-9b0a-5a1e0f3c2d4b'

/**
 * The `customer.end` event that Genesys sends when the customer of this conversation leaves it: it names neither agent nor queue.
 * Put the same conversation over `/_control/conversations/{id}`, and the API tells the rest.
 *
 * @param conversation begins with `startTime`, or has just ended.
 * @param changes members of the event's body that are to be otherwise.
 * @throws {Error} when nobody from outside takes part.
 */
export function customerEndEvent(
  id: string,
  conversation: CompactConversation,
  changes: Partial<CustomerEnd> = {},
): EventBridgeEnvelope<CustomerEnd> {
  const { participants } = expandConversation(
    id,
    conversation,
    new Directory(sampleDirectory),
    Date.now(),
  ).conversation
  const customer = participants.findLast(({ purpose }) => purpose === 'customer' || purpose === 'external')
  if (!customer) throw new Error(`nobody from outside takes part in ${id}`)
  const eventBody = { ...customerEnd(id, customer), ...changes }
  const time = new Date(eventBody.eventTime).toISOString()
  const topic = (conversationId: string) => `v2.detail.events.conversation.${conversationId}.customer.end`
  return {
    version: '0',
    id: `event-${id}`,
    'detail-type': topic('{id}'),
    source: `aws.partner/genesys.com/cloud/${ORGANIZATION_ID}/calltrail`,
    account: '123456789012',
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      topicName: topic(id),
      version: '2',
      eventBody,
      metadata: { CorrelationId: `correlation-${id}` },
      timestamp: time,
    },
  }
}

function customerEnd(conversationId: string, customer: PlatformParticipant): CustomerEnd {
  const [callback] = customer.callbacks ?? []
  const session = customer.calls?.[0] ?? callback
  const endMs = Date.parse(customer.endTime ?? '')
  const connectedMs = Date.parse(customer.connectedTime ?? customer.endTime ?? '')
  return {
    eventTime: endMs,
    conversationId,
    participantId: customer.id ?? '',
    sessionId: session?.id ?? '',
    disconnectType: (session?.disconnectType ?? 'client').toUpperCase().replaceAll('.', '_'),
    mediaType: session === callback && callback ? 'CALLBACK' : 'VOICE',
    provider: (session?.provider ?? 'Edge').toUpperCase(),
    direction: (session?.direction ?? 'inbound').toUpperCase(),
    ani: customer.ani ?? '',
    dnis: customer.dnis ?? '',
    interactingDurationMs: endMs - connectedMs,
    divisionId: 'division-home',
  }
}
