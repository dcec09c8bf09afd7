import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SimulatorClock } from '../control/clock.ts'
import { wait } from '../control/fault-injection.ts'
import { queryOf } from '../control/request.ts'
import { errorBody, notFound } from './errors.ts'
import { presignedUrl } from './presigned-url.ts'
import type { SampleRecording } from './sample-recordings.ts'

const TRANSCODE_MS = 5_000

/** What is said about a recording that nobody described. */
export type UnknownRecordings = 'available' | 'missing'

interface KnownRecording extends SampleRecording {
  readonly knownSinceMs: number
}

/** The recordings of the organization. */
export class RecordingShelf {
  readonly #recordings = new Map<string, KnownRecording>()
  readonly #clock: SimulatorClock
  readonly #seed: readonly SampleRecording[]
  readonly #seedUnknown: UnknownRecordings
  unknown: UnknownRecordings

  constructor(clock: SimulatorClock, seed: readonly SampleRecording[], unknown: UnknownRecordings) {
    this.#clock = clock
    this.#seed = seed
    this.#seedUnknown = unknown
    this.unknown = unknown
    this.reset()
  }

  reset(): void {
    this.#recordings.clear()
    this.unknown = this.#seedUnknown
    for (const recording of this.#seed) this.put(recording)
  }

  put(recording: SampleRecording): void {
    this.#recordings.set(recording.id, { ...recording, knownSinceMs: this.#clock.now() })
  }

  all(): SampleRecording[] {
    return [...this.#recordings.values()]
  }

  /** Those that exist. */
  ofConversation(conversationId: string): SampleRecording[] {
    return [...this.#recordings.keys()]
      .map((id) => this.find(id))
      .filter((recording) => recording.conversationId === conversationId && recording.state !== 'missing')
  }

  find(id: string, conversationId = ''): SampleRecording {
    const recording = this.#recordings.get(id)
    if (!recording) return { id, conversationId, state: this.unknown, delayMs: 0 }
    const { availableAfterMs, knownSinceMs } = recording
    const isReady = availableAfterMs !== undefined && this.#clock.now() >= knownSinceMs + availableAfterMs
    return recording.state === 'transcoding' && isReady ? { ...recording, state: 'available' } : recording
  }
}

export function installRecordings(app: FastifyInstance, shelf: RecordingShelf, clock: SimulatorClock): void {
  app.get<{ Params: { recordingId: string } }>(
    '/api/v2/recordings/:recordingId/media',
    async (request, reply) => {
      const recording = shelf.find(request.params.recordingId)
      await wait(recording.delayMs, abortOf(reply))
      if (recording.state === 'missing') return reply.code(404).send(errorBody(notFound(recording.id)))
      if (recording.state === 'transcoding') return reply.code(202).send(transcodingBody(recording))
      return reply.redirect(presignedUrl(recording.id, clock.now()), 307)
    },
  )

  app.get<{ Params: { conversationId: string; recordingId: string } }>(
    '/api/v2/conversations/:conversationId/recordings/:recordingId',
    async (request, reply) => {
      const { conversationId, recordingId } = request.params
      const recording = shelf.find(recordingId, conversationId)
      await wait(recording.delayMs, abortOf(reply))
      if (recording.state === 'missing' || recording.conversationId !== conversationId) {
        return reply.code(404).send(errorBody(notFound(recordingId)))
      }
      if (recording.state === 'transcoding') return reply.code(202).send(transcodingBody(recording))
      return reply.send(showRecording(recording, clock.now(), queryOf(request).get('formatId') ?? 'WEBM'))
    },
  )

  app.get<{ Params: { conversationId: string } }>(
    '/api/v2/conversations/:conversationId/recordings',
    (request, reply) =>
      reply.send(
        shelf
          .ofConversation(request.params.conversationId)
          .map((recording) => showRecording(recording, clock.now(), 'WEBM')),
      ),
  )

  app.get<{ Params: { conversationId: string } }>(
    '/api/v2/conversations/:conversationId/recordingmetadata',
    (request, reply) =>
      reply.send(shelf.ofConversation(request.params.conversationId).map((recording) => describe(recording))),
  )
}

/** What is known of a recording without its media. */
function describe({ id, conversationId }: SampleRecording) {
  return {
    id,
    conversationId,
    media: 'audio',
    mediaSubtype: 'Trunk',
    annotations: [],
    fileState: 'AVAILABLE',
    maxAllowedRestorationsForOrg: 100,
    remainingRestorationsAllowedForOrg: 100,
    sessionId: `session-of-${id}`,
    selfUri: `/api/v2/conversations/${conversationId}/recordings/${id}`,
  }
}

function showRecording(recording: SampleRecording, nowMs: number, formatId: string): unknown {
  const extension = formatId.toLowerCase().replace(/^(ogg|wav).*/, '$1')
  return {
    ...describe(recording),
    ...(recording.state === 'available'
      ? {
          mediaUris: { 0: { mediaUri: presignedUrl(recording.id, nowMs, extension) } },
          actualTranscodeTimeMs: TRANSCODE_MS,
        }
      : { estimatedTranscodeTimeMs: TRANSCODE_MS }),
  }
}

function transcodingBody(recording: SampleRecording): unknown {
  return {
    id: recording.id,
    conversationId: recording.conversationId,
    estimatedTranscodeTimeMs: TRANSCODE_MS,
  }
}

/** Fires when the client has gone away: it needs no answer. */
function abortOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}
