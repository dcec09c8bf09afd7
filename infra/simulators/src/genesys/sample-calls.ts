/** What is known of a recording. */
export interface SampleRecording {
  readonly id: string
  readonly conversationId: string
  readonly state: 'available' | 'transcoding' | 'missing'
  /** How long each answer about it takes. */
  readonly delayMs: number
  /** Time after which a recording that is transcoded becomes available. */
  readonly availableAfterMs?: number | undefined
}

/** A conversation as `GET /api/v2/conversations/{id}` answers it. */
export interface SampleConversation {
  readonly id: string
  readonly [member: string]: unknown
}

export const sampleRecordings: readonly SampleRecording[] = [
  { id: 'recording-222', conversationId: 'conversation-111', state: 'available', delayMs: 0 },
  { id: 'recording-timeout', conversationId: 'conversation-timeout', state: 'available', delayMs: 60_000 },
  {
    id: 'recording-transcoding',
    conversationId: 'conversation-transcoding',
    state: 'transcoding',
    delayMs: 0,
  },
  { id: 'recording-missing', conversationId: 'conversation-missing', state: 'missing', delayMs: 0 },
]

export const sampleConversations: readonly SampleConversation[] = [
  {
    id: 'conversation-111',
    startTime: '2026-03-14T10:00:00.000Z',
    endTime: '2026-03-14T10:10:30.000Z',
    recordingState: 'NONE',
    participants: [
      {
        id: 'participant-customer-1',
        purpose: 'customer',
        address: 'tel:+15551234567',
        startTime: '2026-03-14T10:00:00.000Z',
        endTime: '2026-03-14T10:10:30.000Z',
        attributes: { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' },
        calls: [
          {
            id: 'call-customer-1',
            direction: 'inbound',
            state: 'disconnected',
            disconnectType: 'client',
            self: { addressRaw: 'tel:+15551234567' },
            other: { addressRaw: 'tel:+18001234567' },
            provider: 'Edge',
          },
        ],
      },
      {
        id: 'participant-acd-1',
        purpose: 'acd',
        name: 'Support Queue',
        queueId: 'queue-456',
        startTime: '2026-03-14T10:00:02.000Z',
        endTime: '2026-03-14T10:00:15.000Z',
        attributes: {},
        calls: [
          { id: 'call-acd-1', direction: 'inbound', state: 'disconnected', disconnectType: 'transfer' },
        ],
      },
      {
        id: 'user-agent-1',
        purpose: 'agent',
        name: 'Agent Smith',
        userId: 'user-agent-1',
        queueId: 'queue-456',
        startTime: '2026-03-14T10:00:15.000Z',
        endTime: '2026-03-14T10:10:30.000Z',
        wrapupRequired: true,
        wrapup: {
          code: 'wrap-up-resolved',
          name: 'Resolved',
          notes: 'Reset the router.',
          durationSeconds: 20,
        },
        attributes: {},
        calls: [{ id: 'call-agent-1', direction: 'inbound', state: 'disconnected', disconnectType: 'peer' }],
      },
    ],
  },
]
