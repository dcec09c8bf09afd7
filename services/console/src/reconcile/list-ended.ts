import type { Conversation } from '../domain/conversation.ts'
import { halvesOf, isWithin, spansToAsk } from '../domain/time-span.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { GenesysConversations } from '../ports/genesys-conversations.ts'

/**
 * What Genesys tells of at once. It gives up somewhere beyond 100,000; below, pages far from the first are slow, and a span that is asked
 * about in parts costs no more of them.
 */
export const mostHits = 10_000

export interface Listing {
  readonly genesys: GenesysConversations
  /** Conversations that ended in it are meant. */
  readonly span: TimeSpan
  /** A call that took longer may be missed when it began on an earlier day. */
  readonly longestCallMs: number
  /** Told how many conversations were looked at, of how many, in a part of the span. */
  readonly onProgress: (read: number, total: number) => void
  readonly signal: AbortSignal
}

/** The voice conversations that ended in a span, each once. Rejects with the signal's reason when it aborts, between two pages. */
export async function listEnded(listing: Listing): Promise<Conversation[]> {
  const ended = new Map<string, Conversation>()
  for (const part of spansToAsk(listing.span, listing.longestCallMs)) {
    await visitPages(listing, part, (conversations) => {
      for (const conversation of conversations) {
        if (isWithin(listing.span, conversation.endedAt)) ended.set(conversation.conversationId, conversation)
      }
    })
  }
  return [...ended.values()].toSorted((a, b) => a.endedAt! - b.endedAt!)
}

async function visitPages(
  listing: Listing,
  span: TimeSpan,
  visit: (conversations: readonly Conversation[]) => void,
): Promise<void> {
  const { genesys, onProgress, signal } = listing
  for (let pageNumber = 1, read = 0; ; pageNumber += 1) {
    signal.throwIfAborted()
    const { conversations, totalHits } = await genesys.page(span, pageNumber, signal)
    const isTooMuch = pageNumber === 1 && totalHits !== undefined && totalHits > mostHits
    const halves = isTooMuch ? halvesOf(span) : undefined
    if (halves) {
      for (const half of halves) await visitPages(listing, half, visit)
      return
    }
    if (conversations.length === 0) return
    visit(conversations)
    read += conversations.length
    onProgress(read, totalHits ?? read)
    if (totalHits !== undefined && read >= totalHits) return
  }
}
