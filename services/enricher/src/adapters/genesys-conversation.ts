/**
 * A conversation as `GET /api/v2/conversations/{id}` tells it, in our words. Unknown members are of no interest, and those that are absent or
 * odd are taken for not known: one participant with an odd member must not hide the others.
 */
import { z } from 'zod'
import type { Conversation, Participant, WrapUp } from '../domain/conversation.ts'
import { attributes, direction, flag, moment, phoneNumber, words } from './genesys-values.ts'

const wrapUp = z
  .object({ code: words, name: words, notes: words })
  .transform(({ code, name, notes }): WrapUp | null =>
    (code ?? notes) === null ? null : { code, name, notes },
  )
  .nullable()
  .catch(null)

const call = z.object({
  direction,
  connectedTime: moment,
  disconnectedTime: moment,
  recording: flag,
  recordingId: words,
  wrapup: wrapUp,
})

const participant = z.object({
  id: z.string(),
  purpose: z.string().catch(''),
  ani: phoneNumber,
  dnis: phoneNumber,
  name: words,
  userId: words,
  queueId: words,
  queueName: words,
  connectedTime: moment,
  endTime: moment,
  monitoredParticipantId: words,
  coachedParticipantId: words,
  wrapup: wrapUp,
  wrapupSkipped: flag,
  attributes,
  calls: z.array(call).catch([]),
})

const conversation = z.object({
  id: z.string(),
  startTime: moment,
  endTime: moment,
  participants: z.array(participant),
})

/** undefined when the answer is no conversation. */
export function readConversation(body: unknown): Conversation | undefined {
  const { data } = conversation.safeParse(body)
  if (!data || data.startTime === null) return undefined
  const calls = data.participants.flatMap((one) => one.calls)
  return {
    id: data.id,
    startedAt: data.startTime,
    endedAt: data.endTime,
    // What says that it is recorded is gone when it has ended, for some; that it is not there proves nothing.
    isRecorded:
      calls.some(({ recording, recordingId }) => recording === true || recordingId !== null) || null,
    tellsAttributes: true,
    participants: data.participants.filter(({ calls }) => calls.length > 0).map(participantOf),
  }
}

function participantOf(one: z.output<typeof participant>): Participant {
  const answers = one.calls.flatMap(({ connectedTime }) => connectedTime ?? [])
  const ends = one.calls.map(({ disconnectedTime }) => disconnectedTime)
  const said = one.wrapup ?? one.calls.find(({ wrapup }) => wrapup !== null)?.wrapup ?? null
  return {
    id: one.id,
    purpose: one.purpose,
    direction: one.calls.find((call) => call.direction !== null)?.direction ?? null,
    ani: one.ani,
    dnis: one.dnis,
    userId: one.userId,
    userName: one.name,
    queueId: one.queueId,
    queueName: one.queueName,
    // Where no call says when it was answered, the participant may, who was connected to the conversation then.
    answeredAt: answers.length > 0 ? Math.min(...answers) : one.connectedTime,
    endedAt: ends.includes(null) ? one.endTime : Math.max(...(ends as number[])),
    isListener: one.monitoredParticipantId !== null || one.coachedParticipantId !== null,
    wrapUp: said,
    wrapUpSkipped: one.wrapupSkipped === true,
    attributes: one.attributes,
  }
}
