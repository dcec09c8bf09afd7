/**
 * Genesys Cloud's Amazon EventBridge source, whose events an API destination posts here as they are. A rule may let more through than
 * the ends of calls: that is ignored, not refused, because EventBridge would keep it as undelivered.
 */
import { z } from 'zod'
import { toConversationEnded } from '../canonical-event.ts'
import { readCustomerEnd } from '../customer-end.ts'
import { inside, toFieldProblem } from '../field-problem.ts'
import { text } from '../members.ts'
import { secretJudge } from '../shared-secret.ts'
import type { Door } from './door.ts'

const object = { error: 'must be a JSON object' }
const topic = text(1_000).pipe(z.string().min(1, 'is missing'))
const topicOf = z.object({ 'detail-type': topic })
const envelope = z.object({
  body: z.object(
    { 'detail-type': topic, detail: z.object({ eventBody: z.unknown().optional() }, object) },
    object,
  ),
})

/** Genesys fills the conversation's id in, or leaves `{id}` standing. */
const customerEndTopic = /^v2\.detail\.events\.conversation\.[^.]+\.customer\.end$/

export function eventBridgeDoor(secrets: readonly string[]): Door {
  return {
    path: '/webhook/eventbridge',
    refuse: secretJudge(secrets),
    read(body, receivedAt) {
      const named = topicOf.safeParse(body).data?.['detail-type']
      if (named !== undefined && !customerEndTopic.test(named)) return { ignored: 'not the end of a call' }

      const outer = envelope.safeParse({ body })
      if (!outer.success) return { problems: outer.error.issues.map(toFieldProblem) }

      const inner = readCustomerEnd(outer.data.body.detail.eventBody, receivedAt)
      if ('ignored' in inner) return inner
      if ('problems' in inner) {
        return { problems: inner.problems.map((problem) => inside('detail.eventBody', problem)) }
      }
      return { event: toConversationEnded(inner.customerEnd, receivedAt) }
    },
  }
}
