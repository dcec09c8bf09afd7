import { onBehalfOfConversation } from '@calltrail/runtime'
import type { Genesys } from '@calltrail/runtime'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Conversation, Participant } from '../domain/conversation.ts'
import type { ConversationLibrary } from '../ports/conversation-library.ts'
import type { Patience } from '../ports/patience.ts'
import { readAnalyticsConversation } from './genesys-analytics-conversation.ts'
import { readConversation } from './genesys-conversation.ts'
import { getFrom, reasonOf } from './genesys-get.ts'
import { genesysListing } from './genesys-listing.ts'
import type { Entry } from './genesys-listing.ts'

/** Genesys documents no limit for conversations by id; its pages of analytics have at most 100. */
const idsPerRequest = 100

const outlines = z.object({ conversations: z.array(z.unknown()).nullish() })

/**
 * Conversations by `GET /api/v2/conversations/{id}`, one each, and by `GET /api/v2/analytics/conversations/details`, many at once. Analytics
 * names queues and wrap-up codes by their ids only, so their names are looked up.
 */
export function genesysConversationLibrary(genesys: Genesys, log: Logger): ConversationLibrary {
  const queues = genesysListing(genesys, '/api/v2/routing/queues', log)
  const wrapUpCodes = genesysListing(genesys, '/api/v2/routing/wrapupcodes', log)

  async function whole(id: string, patience: Patience): Promise<Conversation[]> {
    const path = `/api/v2/conversations/${encodeURIComponent(id)}`
    const { status, body } = await onBehalfOfConversation(id, () => getFrom(genesys, path, patience))
    const read = status === 200 ? readConversation(body) : undefined
    if (!read) throw new Error(`Genesys Cloud answered ${status}`)
    return [read]
  }

  async function outline(ids: readonly string[], patience: Patience): Promise<Conversation[]> {
    const query = ids.map((id) => `id=${encodeURIComponent(id)}`).join('&')
    const path = `/api/v2/analytics/conversations/details?${query}`
    const { status, body } = await getFrom(genesys, path, patience)
    // One id that Genesys takes for none must not hide the others.
    if (status === 400 && ids.length > 1) {
      const middle = Math.ceil(ids.length / 2)
      const halves = [ids.slice(0, middle), ids.slice(middle)].map((half) => outline(half, patience))
      return (await Promise.all(halves)).flat()
    }
    const listed = status === 200 ? outlines.safeParse(body) : undefined
    if (!listed?.success) throw new Error(`Genesys Cloud answered ${status}`)
    return (listed.data.conversations ?? []).flatMap((one) => readAnalyticsConversation(one) ?? [])
  }

  async function answersOf(
    requests: readonly Promise<readonly Conversation[]>[],
    patience: Patience,
  ): Promise<ReadonlyMap<string, Conversation>> {
    const answers = await Promise.allSettled(requests)
    const found = answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return answer.value
      log.warn({ reason: reasonOf(answer.reason) }, 'conversations not known in time')
      return []
    })
    const participants = found.flatMap((conversation) => conversation.participants)
    const [queueNames, codeNames] = await Promise.all([
      queues.find(unnamed(participants, queueOf), patience),
      wrapUpCodes.find(unnamed(participants, codeOf), patience),
    ])
    return new Map(
      found.map((conversation) => [
        conversation.id,
        {
          ...conversation,
          participants: conversation.participants.map((one) => withNames(one, queueNames, codeNames)),
        },
      ]),
    )
  }

  return {
    whole: (ids, patience) =>
      answersOf(patience.leftMs() > 0 ? [...ids].map((id) => whole(id, patience)) : [], patience),
    outline(ids, patience) {
      const all = patience.leftMs() > 0 ? [...ids] : []
      const chunks = Array.from({ length: Math.ceil(all.length / idsPerRequest) }, (_, index) =>
        all.slice(index * idsPerRequest, (index + 1) * idsPerRequest),
      )
      return answersOf(
        chunks.map((chunk) => outline(chunk, patience)),
        patience,
      )
    },
  }
}

const queueOf = ({ queueId, queueName }: Participant) => (queueName === null ? queueId : null)
const codeOf = ({ wrapUp }: Participant) => (wrapUp && wrapUp.name === null ? wrapUp.code : null)

function unnamed(
  participants: readonly Participant[],
  idOf: (participant: Participant) => string | null,
): Set<string> {
  const agents = participants.filter(({ userId }) => userId !== null)
  return new Set(agents.flatMap((agent) => idOf(agent) ?? []))
}

function withNames(
  participant: Participant,
  queueNames: ReadonlyMap<string, Entry>,
  codeNames: ReadonlyMap<string, Entry>,
): Participant {
  const { wrapUp, queueId, queueName } = participant
  return {
    ...participant,
    queueName: queueName ?? queueNames.get(queueId ?? '')?.name ?? null,
    wrapUp: wrapUp && { ...wrapUp, name: wrapUp.name ?? codeNames.get(wrapUp.code ?? '')?.name ?? null },
  }
}
