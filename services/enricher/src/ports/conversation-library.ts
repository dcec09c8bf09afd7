import type { Conversation } from '../domain/conversation.ts'
import type { Patience } from './patience.ts'

/**
 * What Genesys tells of conversations. Both look-ups answer in time and never reject: what is not known, not known yet, or cannot be
 * told just now is left out.
 */
export interface ConversationLibrary {
  /** All of it, with the customer's attributes, as it is this moment: for conversations that cannot be told without. A request each. */
  whole(ids: ReadonlySet<string>, patience: Patience): Promise<ReadonlyMap<string, Conversation>>
  /** Who took part and what came of it, without attributes, which may lag behind by seconds: for many at once. */
  outline(ids: ReadonlySet<string>, patience: Patience): Promise<ReadonlyMap<string, Conversation>>
}
