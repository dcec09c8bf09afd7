import type { CompactConversation } from './compact-conversation.ts'

const support = { queueId: 'queue-456' } as const
const smith = { purpose: 'agent', userId: 'user-agent-1', ...support } as const
const jones = { purpose: 'agent', userId: 'user-agent-2', ...support } as const

/** The sample conversations by id: one for each way in which a call can go. */
export const sampleConversations = {
  /** The sample payload's: a customer, a queue, one agent. */
  'conversation-111': {
    startTime: '2026-03-14T10:00:00Z',
    durationSeconds: 630,
    legs: [
      {
        purpose: 'customer',
        participantId: 'participant-customer-1',
        attributes: {
          contact_id: '003xx000003SG',
          account_id: '001xx000002Edc',
          customer_tier: 'Premium',
        },
      },
      { purpose: 'acd', ...support, participantId: 'participant-acd-1', startSeconds: 2, endSeconds: 15 },
      {
        ...smith,
        participantId: 'user-agent-1',
        startSeconds: 12,
        answerSeconds: 15,
        wrapUp: { code: 'wrap-up-resolved', notes: 'Reset the router.' },
      },
    ],
  },
  /** Smith hands the customer over without a word. */
  'conversation-blind-transfer': {
    startTime: '2026-03-14T12:00:00Z',
    durationSeconds: 600,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', ...support, startSeconds: 1, endSeconds: 12 },
      {
        ...smith,
        participantId: 'leg-blind-smith',
        startSeconds: 9,
        answerSeconds: 12,
        endSeconds: 300,
        disconnectType: 'transfer',
        wrapUp: { code: 'wrap-up-follow-up', notes: 'Moved to billing.' },
      },
      {
        ...jones,
        participantId: 'leg-blind-jones',
        startSeconds: 300,
        answerSeconds: 306,
        wrapUp: { code: 'wrap-up-resolved', notes: 'Refunded.' },
      },
    ],
  },
  /** Smith speaks with Jones first. */
  'conversation-consult-transfer': {
    startTime: '2026-03-14T12:20:00Z',
    durationSeconds: 540,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', ...support, startSeconds: 1, endSeconds: 10 },
      {
        ...smith,
        participantId: 'leg-consult-smith',
        startSeconds: 8,
        answerSeconds: 10,
        endSeconds: 260,
        disconnectType: 'transfer.consult',
        wrapUp: { code: 'wrap-up-follow-up' },
      },
      {
        ...jones,
        participantId: 'leg-consult-jones',
        consultOf: 'leg-consult-smith',
        startSeconds: 200,
        answerSeconds: 205,
        wrapUp: { code: 'wrap-up-resolved' },
      },
    ],
  },
  /** The customer gives up while waiting. */
  'conversation-abandoned': {
    startTime: '2026-03-14T12:40:00Z',
    durationSeconds: 95,
    legs: [
      { purpose: 'customer', disconnectType: 'client' },
      { purpose: 'ivr', name: 'Main Menu', endSeconds: 20 },
      { purpose: 'acd', ...support, startSeconds: 20, disconnectType: 'peer' },
    ],
  },
  /** Two agents do not answer, the third does. */
  'conversation-alerted-agents': {
    startTime: '2026-03-14T13:00:00Z',
    durationSeconds: 400,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', ...support, startSeconds: 1, endSeconds: 70 },
      { ...smith, startSeconds: 5, answerSeconds: null, endSeconds: 35 },
      { ...jones, startSeconds: 36, answerSeconds: null, endSeconds: 66 },
      {
        purpose: 'agent',
        ...support,
        userId: 'user-agent-5',
        participantId: 'leg-alerted-okafor',
        startSeconds: 67,
        answerSeconds: 70,
        wrapUp: { code: 'wrap-up-resolved' },
      },
    ],
  },
  /** Between two colleagues: nobody from outside takes part. */
  'conversation-internal': {
    startTime: '2026-03-14T13:20:00Z',
    durationSeconds: 120,
    direction: 'outbound',
    ani: '+14155550190',
    dnis: '+14155550191',
    legs: [
      { purpose: 'user', userId: 'user-agent-1', disconnectType: 'client' },
      { purpose: 'user', userId: 'user-agent-2', answerSeconds: 4 },
    ],
  },
  /** The customer asked to be called back: a callback and then a call. */
  'conversation-callback': {
    startTime: '2026-03-14T13:40:00Z',
    durationSeconds: 1_500,
    direction: 'outbound',
    ani: '+18001234567',
    dnis: '+15551234567',
    legs: [
      {
        purpose: 'customer',
        mediaType: 'callback',
        participantId: 'leg-callback-request',
        endSeconds: 1_200,
      },
      { purpose: 'acd', ...support, mediaType: 'callback', endSeconds: 1_180 },
      {
        ...smith,
        mediaType: 'callback',
        participantId: 'leg-callback-preview',
        startSeconds: 1_180,
        answerSeconds: 1_185,
        endSeconds: 1_200,
        disconnectType: 'client',
      },
      {
        ...smith,
        participantId: 'leg-callback-smith',
        startSeconds: 1_200,
        wrapUp: { code: 'wrap-up-resolved' },
      },
      { purpose: 'customer', startSeconds: 1_201, answerSeconds: 1_215 },
    ],
  },
  /** Smith calls a customer for the queue. */
  'conversation-outbound': {
    startTime: '2026-03-14T14:20:00Z',
    durationSeconds: 250,
    direction: 'outbound',
    ani: '+18001234567',
    dnis: '+14155550102',
    legs: [
      {
        ...smith,
        participantId: 'leg-outbound-smith',
        wrapUp: { code: 'wrap-up-sale', notes: 'Ordered two.' },
      },
      { purpose: 'customer', startSeconds: 1, answerSeconds: 14 },
    ],
  },
  /** Smith calls, and nobody answers. */
  'conversation-outbound-unanswered': {
    startTime: '2026-03-14T14:40:00Z',
    durationSeconds: 40,
    direction: 'outbound',
    ani: '+18001234567',
    dnis: '+14155550102',
    legs: [
      {
        ...smith,
        participantId: 'leg-unanswered-smith',
        disconnectType: 'client',
        wrapUp: { code: 'wrap-up-voicemail' },
      },
      { purpose: 'customer', startSeconds: 1, answerSeconds: null, disconnectType: 'peer' },
    ],
  },
  /** Nobody answers; the caller speaks to the voicemail. */
  'conversation-voicemail': {
    startTime: '2026-03-14T15:00:00Z',
    durationSeconds: 110,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', ...support, startSeconds: 1, endSeconds: 60 },
      { purpose: 'voicemail', ...support, startSeconds: 60 },
    ],
  },
  /** The wrap-up is done a while after the call; see `availableAfterMs`. */
  'conversation-late-wrap-up': {
    startTime: '2026-03-14T15:20:00Z',
    durationSeconds: 180,
    legs: [
      { purpose: 'customer' },
      { purpose: 'acd', ...support, startSeconds: 1, endSeconds: 6 },
      {
        ...smith,
        participantId: 'leg-late-smith',
        startSeconds: 4,
        answerSeconds: 6,
        wrapUp: { code: 'wrap-up-follow-up', notes: 'Call back on Monday.', availableAfterMs: 60_000 },
      },
    ],
  },
} as const satisfies Readonly<Record<string, CompactConversation>>
