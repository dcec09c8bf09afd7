/** A conversation as the analytics API answers it: the same one, in other words. */
export interface AnalyticsConversation {
  readonly conversationId: string
  readonly conversationStart: string | undefined
  readonly conversationEnd: string | undefined
  readonly originatingDirection: string
  readonly divisionIds: readonly string[]
  readonly participants: readonly AnalyticsParticipant[]
}

export interface AnalyticsParticipant {
  readonly participantId: string | undefined
  readonly participantName: string | undefined
  readonly purpose: string
  readonly userId: string | undefined
  readonly sessions: readonly AnalyticsSession[]
  /** Only when one conversation is asked for, or a job's result is read. */
  readonly attributes?: Readonly<Record<string, string>>
}

export interface AnalyticsSession {
  readonly sessionId: string | undefined
  readonly mediaType: 'voice' | 'callback'
  readonly direction: string | undefined
  readonly ani: string | undefined
  readonly dnis: string | undefined
  readonly provider: string | undefined
  readonly metrics: readonly AnalyticsMetric[]
  readonly segments: readonly AnalyticsSegment[]
}

export interface AnalyticsMetric {
  readonly name: string
  readonly value: number
  readonly emitDate: string | undefined
}

export interface AnalyticsSegment {
  readonly segmentType: string
  readonly segmentStart: string | undefined
  readonly segmentEnd: string | undefined
  readonly conference: boolean
  readonly disconnectType?: string
  readonly queueId?: string
  readonly wrapUpCode?: string
  readonly wrapUpNote?: string
}
