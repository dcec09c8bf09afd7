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

export const sampleRecordings: readonly SampleRecording[] = [
  { id: 'recording-222', conversationId: 'conversation-111', state: 'available', delayMs: 0 },
  // Each agent's leg of a transferred call has one of its own.
  { id: 'recording-blind-1', conversationId: 'conversation-blind-transfer', state: 'available', delayMs: 0 },
  { id: 'recording-blind-2', conversationId: 'conversation-blind-transfer', state: 'available', delayMs: 0 },
  {
    id: 'recording-consult',
    conversationId: 'conversation-consult-transfer',
    state: 'available',
    delayMs: 0,
  },
  { id: 'recording-outbound', conversationId: 'conversation-outbound', state: 'available', delayMs: 0 },
  { id: 'recording-callback', conversationId: 'conversation-callback', state: 'available', delayMs: 0 },
  { id: 'recording-timeout', conversationId: 'conversation-timeout', state: 'available', delayMs: 60_000 },
  {
    id: 'recording-transcoding',
    conversationId: 'conversation-transcoding',
    state: 'transcoding',
    delayMs: 0,
  },
  { id: 'recording-missing', conversationId: 'conversation-missing', state: 'missing', delayMs: 0 },
]
