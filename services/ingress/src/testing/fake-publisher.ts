import type { CallEnded } from '@calltrail/schemas'
import type { EventPublisher } from '../ports/event-publisher.ts'

/** For tests: keeps what is published, and answers as told. */
export function fakePublisher(answer: () => ReturnType<EventPublisher['publish']> = async () => 'accepted') {
  const published: CallEnded[] = []
  const publisher: EventPublisher = {
    publish(event) {
      published.push(event)
      return answer()
    },
  }
  return { ...publisher, published }
}
