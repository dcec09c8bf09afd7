/**
 * A conversation as the Platform API answers it, as far as the simulator reads it itself. Other members are kept and shown as they
 * came. The analytics view of a conversation is derived from this one, so that the two agree.
 */
export interface PlatformConversation {
  readonly id: string
  readonly startTime?: string | undefined
  readonly endTime?: string | undefined
  readonly participants: readonly PlatformParticipant[]
  readonly [member: string]: unknown
}

export interface PlatformParticipant {
  readonly id?: string | undefined
  /** Such as customer, external, ivr, acd, agent, user, voicemail. */
  readonly purpose: string
  readonly name?: string | undefined
  readonly userId?: string | undefined
  readonly queueId?: string | undefined
  readonly startTime?: string | undefined
  /** Absent for a participant who was alerted and never answered. */
  readonly connectedTime?: string | undefined
  readonly endTime?: string | undefined
  readonly ani?: string | undefined
  readonly dnis?: string | undefined
  readonly wrapup?: Wrapup | undefined
  readonly attributes?: Readonly<Record<string, string>> | undefined
  readonly calls?: readonly PlatformSession[] | undefined
  readonly callbacks?: readonly PlatformSession[] | undefined
  readonly [member: string]: unknown
}

/** A call or a callback of a participant. */
export interface PlatformSession {
  readonly id?: string | undefined
  readonly direction?: string | undefined
  readonly state?: string | undefined
  readonly disconnectType?: string | undefined
  readonly provider?: string | undefined
  readonly startAlertingTime?: string | undefined
  readonly connectedTime?: string | undefined
  readonly disconnectedTime?: string | undefined
  readonly [member: string]: unknown
}

export interface Wrapup {
  /** Id of the wrap-up code. */
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly notes?: string | undefined
  readonly tags?: readonly string[]
  readonly provisional?: boolean
  readonly durationSeconds?: number | undefined
  readonly endTime?: string | undefined
}
