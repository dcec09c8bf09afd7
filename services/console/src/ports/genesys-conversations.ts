import type { Conversation } from '../domain/conversation.ts'
import type { TimeSpan } from '../domain/time-span.ts'
import type { ConversationDetails } from '../domain/webhook-payload.ts'

export interface ConversationPage {
  readonly conversations: readonly Conversation[]
  /** How many there are on all pages; undefined when Genesys does not say. */
  readonly totalHits: number | undefined
}

/** Genesys Cloud's own list of conversations. Calls wait while Genesys asks for patience, and reject with the signal's reason. */
export interface GenesysConversations {
  /**
   * A page of the voice conversations that were going on in `span` and began on a UTC day that it touches, the earliest first. Pages
   * count from 1; the one after the last is empty. One conversation may be on several pages when some were added meanwhile.
   * @throws {ConsoleError} when Genesys does not answer, or not to us
   */
  page(span: TimeSpan, pageNumber: number, signal: AbortSignal): Promise<ConversationPage>
  /** What only the conversation itself tells: names, attributes, recordings. Undefined when Genesys has it no longer. */
  details(conversationId: string, signal: AbortSignal): Promise<ConversationDetails | undefined>
}

/** How many conversations a page has: the most that Genesys gives. */
export const pageSize = 100
