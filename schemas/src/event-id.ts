/** The conversation that an event id is about: it stands before the first colon, and ids of conversations have none. */
export function conversationIdOf(eventId: string): string {
  return eventId.split(':', 1)[0]!
}
