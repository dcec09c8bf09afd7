/**
 * What a batch asks Genesys: everything once, however many calls want it, and all within one deadline.
 */
import { onBehalfOfConversation, step, stepForEach } from '@calltrail/runtime'
import type { CallEnded } from '@calltrail/schemas'
import type { Context } from '@opentelemetry/api'
import type { Agent } from './domain/agent.ts'
import { legsOf } from './domain/conversation.ts'
import type { Conversation } from './domain/conversation.ts'
import { asksForRecording, listedRecording, unaskedRecording } from './domain/follow-up.ts'
import type { Look } from './domain/follow-up.ts'
import type { Recording, RecordingRef } from './domain/recording.ts'
import { needsConversation } from './domain/told-call.ts'
import type { ToldCall } from './domain/told-call.ts'
import type { AgentDirectory } from './ports/agent-directory.ts'
import type { ConversationLibrary } from './ports/conversation-library.ts'
import type { Patience } from './ports/patience.ts'
import type { RecordingLibrary } from './ports/recording-library.ts'

/** How long after a call its outline may not be complete yet. */
const outlineLagMs = 60_000

export interface GenesysPorts {
  /** null: conversations are not looked up. */
  readonly conversations: ConversationLibrary | null
  /** null: recordings are not looked up. */
  readonly recordings: RecordingLibrary | null
  readonly agents: AgentDirectory
}

export function genesysLookUps(
  ports: GenesysPorts,
  patience: Patience,
  { now, contextOf }: { readonly now: () => number; readonly contextOf: (event: CallEnded) => Context },
) {
  const recordings = new Map<string, Promise<Recording>>()
  const agents = new Map<string, Promise<ReadonlyMap<string, Agent>>>()

  function locate(
    library: RecordingLibrary,
    { conversationId, recordingId, startedAt, endedAt }: RecordingRef,
  ): Promise<Recording> {
    const key = JSON.stringify([conversationId, recordingId ?? startedAt])
    const ref = { conversationId, recordingId, startedAt, endedAt }
    const asked =
      recordings.get(key) ?? onBehalfOfConversation(conversationId, () => library.locate(ref, patience))
    recordings.set(key, asked)
    return asked
  }

  async function findAgents(ids: readonly string[]): Promise<ReadonlyMap<string, Agent>> {
    const unasked = new Set(ids.filter((id) => !agents.has(id)))
    if (unasked.size > 0) {
      const answer = ports.agents.find(unasked, patience)
      for (const id of unasked) agents.set(id, answer)
    }
    const answers = await Promise.all(new Set(agents.values()))
    return new Map(answers.flatMap((answer) => [...answer]))
  }

  async function readConversations(
    conversations: ConversationLibrary,
    followed: readonly CallEnded[],
    needy: readonly CallEnded[],
  ): Promise<ReadonlyMap<string, Conversation>> {
    const isOld = ({ endedAt }: CallEnded) => now() - endedAt >= outlineLagMs
    const urgent = { ...patience, isUrgent: true }

    const [wholeFollowed, outlinesFollowed, fresh, oldOutlines] = await Promise.all([
      conversations.whole(idsOf(followed.filter(needsConversation)), patience),
      conversations.outline(idsOf(followed.filter((event) => !needsConversation(event))), patience),
      conversations.whole(idsOf(needy.filter((event) => !isOld(event))), urgent),
      conversations.outline(idsOf(needy.filter(isOld)), urgent),
    ])
    const complete = [...oldOutlines].filter(
      ([, outline]) => outline.endedAt !== null && legsOf(outline).length > 0,
    )
    const known = new Map([...complete, ...fresh, ...outlinesFollowed, ...wholeFollowed])
    const missing = needy.filter((event) => isOld(event) && !known.has(event.conversationId))
    return new Map([...known, ...(await conversations.whole(idsOf(missing), urgent))])
  }

  return {
    /** Asks for what is wanted anyway, so that nobody need wait for it behind a conversation. */
    begin(events: readonly CallEnded[]): void {
      if (ports.recordings) {
        for (const event of events) if (event.recordingId !== null) void locate(ports.recordings, event)
      }
      void findAgents(events.flatMap(({ agentId }) => agentId ?? []))
    },

    /**
     * The conversations of calls that cannot be told well without, and of those that are followed up. An outline is a hundredth of a
     * request, but lacks attributes, and of a call that has just ended it may lack what matters.
     */
    async conversationsOf(
      events: readonly CallEnded[],
      isFollowUp: (event: CallEnded) => boolean,
    ): Promise<ReadonlyMap<string, Conversation>> {
      const { conversations } = ports
      if (!conversations) return new Map()
      const followed = events.filter(isFollowUp)
      const needy = events.filter((event) => !isFollowUp(event) && needsConversation(event))
      const items = [...followed, ...needy]
      const found = await stepForEach(
        {
          name: 'read conversation',
          items,
          contextOf,
          outcome: (conversation) => ({ 'calltrail.conversation.known': conversation !== undefined }),
        },
        async () => {
          const known = await readConversations(conversations, followed, needy)
          return items.map(({ conversationId }) => known.get(conversationId))
        },
      )
      return new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : [])))
    },

    agents: findAgents,

    /**
     * What became of a call's recording.
     * @param context where the call's trace stands
     */
    async recordingOf(call: ToldCall, look: Look, context: Context): Promise<Recording> {
      const library = ports.recordings
      if (!library || !asksForRecording(call, look)) return unaskedRecording(call, look)
      return step(
        'find recording',
        context,
        async () => listedRecording(call, await locate(library, call)),
        ({ status }) => ({ 'calltrail.recording.status': status }),
      )
    },
  }
}

function idsOf(events: readonly CallEnded[]): Set<string> {
  return new Set(events.map(({ conversationId }) => conversationId))
}
