import { z } from 'zod'

const seconds = z.number().min(0)

const wrapUpSchema = z.strictObject({
  /** Id of a wrap-up code. */
  code: z.string(),
  notes: z.string().optional(),
  durationSeconds: z.int().min(0).default(20),
  /** The API shows the wrap-up only this long after the conversation was put. */
  availableAfterMs: z.int().min(0).default(0),
})

const legSchema = z.strictObject({
  purpose: z.enum(['customer', 'external', 'ivr', 'acd', 'agent', 'user', 'voicemail']),
  participantId: z.string().optional(),
  /** The directory's name of the user or queue by default. */
  name: z.string().optional(),
  userId: z.string().optional(),
  queueId: z.string().optional(),
  /** Seconds since the conversation began. */
  startSeconds: seconds.default(0),
  /** `null`: alerted and never answered. When it starts, by default. */
  answerSeconds: seconds.nullable().optional(),
  /** The conversation's end by default. */
  endSeconds: seconds.optional(),
  disconnectType: z.string().optional(),
  mediaType: z.enum(['voice', 'callback']).default('voice'),
  /** This leg is the consultation that another participant, who is named by id, asked for. */
  consultOf: z.string().optional(),
  attributes: z.record(z.string(), z.string()).default({}),
  wrapUp: wrapUpSchema.optional(),
})

/** A conversation as people think of it: who took part, and from when to when. */
export const compactConversationSchema = z.strictObject({
  /** ISO-8601. By default the conversation has just ended. */
  startTime: z.iso.datetime({ offset: true }).optional(),
  durationSeconds: seconds.default(60),
  /** Of the first leg. */
  direction: z.enum(['inbound', 'outbound']).default('inbound'),
  /** The calling number, such as `+15551234567`. */
  ani: z.string().default('+15551234567'),
  /** The number that was called. */
  dnis: z.string().default('+18001234567'),
  legs: z.array(legSchema).min(1),
})

/** What `PUT /_control/conversations/{id}` takes when it names `legs`. */
export type CompactConversation = z.input<typeof compactConversationSchema>
export type ReadCompactConversation = z.output<typeof compactConversationSchema>
export type ConversationLeg = z.output<typeof legSchema>
