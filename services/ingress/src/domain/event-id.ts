/** Identity of an event: one participant's leg of a conversation, or the conversation when no participant is named. */
export function eventIdOf(conversationId: string, participantId: string | null): string {
  return participantId === null ? conversationId : `${conversationId}:${participantId}`
}
