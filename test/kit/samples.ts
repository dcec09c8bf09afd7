/**
 * The sample calls: what each sends through the front door, and what is to become of it. To add one is to add a file.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { postWebhook, signatureOf } from './webhook.ts'
import type { WebhookAnswer } from './webhook.ts'

const answer = z.strictObject({
  code: z.int(),
  /** The `status` of a 202. */
  status: z.enum(['accepted', 'spooled', 'duplicate']).optional(),
})
const answers = z.array(answer).min(1)

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()])

const logged = z.strictObject({
  answers,
  becomes: z.literal('logged'),
  /** The contact's name. */
  contact: z.string(),
  match: z.enum(['CONTACT_ID', 'PHONE']),
  /** How many contacts it could have been. */
  candidates: z.int().positive(),
  recording: z.enum(['AVAILABLE', 'PENDING', 'MISSING', 'NOT_RECORDED']),
  /** Fields of the Task with their values; a list of lines stands for a text that has these lines among others. */
  task: z.record(z.string(), z.union([fieldValue, z.array(z.string())])),
})

const skipped = z.strictObject({
  answers,
  becomes: z.literal('skipped'),
  match: z.enum(['INTERNAL', 'NO_NUMBER', 'NOT_FOUND']),
  reason: z.enum(['INTERNAL_CALL', 'UNKNOWN_CALLER', 'NO_CUSTOMER_NUMBER']),
})

const refused = z.strictObject({
  answers,
  becomes: z.literal('refused'),
  /** The members that the answer names as being at fault. */
  fields: z.array(z.string()).optional(),
})

const described = {
  /** As it stands in the report's table. */
  title: z.string().max(32),
  /** One sentence about what it shows. */
  shows: z.string(),
  send: z.strictObject({
    times: z.int().positive(),
    contentType: z.string(),
    signature: z.enum(['valid', 'wrong', 'missing']),
    /** How far the webhook's timestamp lies from the moment it is sent; negative is in the past. */
    timestampOffsetSeconds: z.int(),
  }),
  expect: z.discriminatedUnion('becomes', [logged, skipped, refused]),
}

const payload = z.looseObject({ conversationId: z.string(), participantId: z.string().optional() })

const sampleFile = z
  .union([z.strictObject({ ...described, payload }), z.strictObject({ ...described, body: z.string() })])
  .refine(
    ({ send, expect }) => send.times === expect.answers.length,
    'must expect as many answers as it sends requests',
  )

/** A call, how it is sent, and what is expected of it. Its body is JSON of `payload`, or `body` as it is. */
export type Sample = z.output<typeof sampleFile> & {
  /** The file's name, such as `01-inbound-as-documented`. */
  readonly name: string
}

const folder = new URL('./samples/', import.meta.url)

/**
 * All samples, in the order of their files.
 * @throws when a file is not a sample; the message names the file and what is wrong
 */
export async function loadSamples(): Promise<Sample[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted()
  return Promise.all(
    files.map(async (file) => readSample(file, await readFile(new URL(file, folder), 'utf8'))),
  )
}

export function readSample(file: string, text: string): Sample {
  const result = sampleFile.safeParse(JSON.parse(text))
  if (!result.success) throw new Error(`${file} is not a sample:\n${z.prettifyError(result.error)}`)
  return { name: basename(file, '.json'), ...result.data }
}

/** The id that the sample's event has once it is accepted; undefined when its body names no conversation. */
export function eventIdOf(sample: Sample): string | undefined {
  if (!('payload' in sample)) return undefined
  const { conversationId, participantId } = sample.payload
  return participantId === undefined ? conversationId : `${conversationId}:${participantId}`
}

/** The same call under another identity, for a Kafka that may remember the call from an earlier run. */
export function withConversationSuffix(sample: Sample, suffix: string): Sample {
  if (!('payload' in sample)) return sample
  const conversationId = `${sample.payload.conversationId}${suffix}`
  const { expect } = sample
  const namesIt = expect.becomes === 'logged' && 'CallObject' in expect.task
  return {
    ...sample,
    payload: { ...sample.payload, conversationId },
    expect: namesIt ? { ...expect, task: { ...expect.task, CallObject: conversationId } } : expect,
  }
}

/** The ingress's answer. */
export interface SampleAnswer {
  readonly code: number
  readonly eventId: string | undefined
  /** The `status` of a 202. */
  readonly status: string | undefined
  /** The phrase of a refusal. */
  readonly error: string | undefined
  /** The members that a refusal names as being at fault. */
  readonly membersAtFault: readonly string[]
}

const answerBody = z.object({
  eventId: z.string().optional().catch(undefined),
  // A refusal has a `status` too: the code, as problem details have it.
  status: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z.array(z.object({ field: z.string() })).catch([]),
})

function sampleAnswer({ status: code, body }: WebhookAnswer): SampleAnswer {
  const { eventId, status, error, errors } = answerBody.parse(body)
  return { code, eventId, status, error, membersAtFault: errors.map(({ field }) => field) }
}

export interface SentSample {
  /** Epoch milliseconds of the first request. */
  readonly sentAt: number
  /** One per request, in order. */
  readonly answers: readonly SampleAnswer[]
}

/** Sends a sample through the front door, as often as it says, one request after the other. */
export async function sendSample(sample: Sample, ingressUrl: string, secret: string): Promise<SentSample> {
  const body = 'payload' in sample ? JSON.stringify(sample.payload) : sample.body
  const sentAt = Date.now()
  const answers: SampleAnswer[] = []
  for (let time = 0; time < sample.send.times; time++) {
    answers.push(sampleAnswer(await postWebhook(ingressUrl, body, headersOf(sample, body, secret))))
  }
  return { sentAt, answers }
}

function headersOf({ send }: Sample, body: string, secret: string): Record<string, string> {
  const timestamp = String(Date.now() + send.timestampOffsetSeconds * 1_000)
  const signature = signatureOf(body, timestamp, send.signature === 'wrong' ? `not-${secret}` : secret)
  return {
    'content-type': send.contentType,
    'x-genesys-webhook-timestamp': timestamp,
    ...(send.signature === 'missing' ? {} : { 'x-genesys-webhook-signature': signature }),
  }
}
