import type { ApiResponse, Genesys } from '@calltrail/runtime'
import { z } from 'zod'
import { overlapMs, presignedUntil } from '../domain/recording.ts'
import type { Recording, RecordingRef } from '../domain/recording.ts'
import type { Patience } from '../ports/patience.ts'
import { getFrom } from './genesys-get.ts'
import { moment, words } from './genesys-values.ts'

/** `GET /api/v2/recordings/{recordingId}/media`: 307 with the presigned address in `Location`. It does not know conversations. */
export async function askMediaApi(
  genesys: Genesys,
  { recordingId }: RecordingRef,
  patience: Patience,
): Promise<Recording> {
  if (recordingId === null) return { status: 'UNKNOWN' }
  const response = await getFrom(
    genesys,
    `/api/v2/recordings/${encodeURIComponent(recordingId)}/media`,
    patience,
  )
  const { location } = response.headers
  if (response.status === 307 && typeof location === 'string') return available(recordingId, location)
  return notAvailable(response)
}

/**
 * `GET /api/v2/conversations/{conversationId}/recordings/{recordingId}`: 200 with presigned addresses, 202 while the audio is
 * transcoded. Without a recording's id all that the conversation has are listed: a call that was transferred has several.
 */
export async function askConversationApi(
  genesys: Genesys,
  ref: RecordingRef,
  patience: Patience,
): Promise<Recording> {
  const { conversationId, recordingId } = ref
  const id = recordingId === null ? '' : `/${encodeURIComponent(recordingId)}`
  const path = `/api/v2/conversations/${encodeURIComponent(conversationId)}/recordings${id}?formatId=WEBM`
  const response = await getFrom(genesys, path, patience)
  if (response.status !== 200) {
    return response.status === 404 && recordingId === null
      ? { status: 'NOT_RECORDED' }
      : notAvailable(response)
  }
  const listed = z
    .union([z.array(recordingSchema), recordingSchema.transform((one) => [one])])
    .safeParse(response.body)
  if (!listed.success) return { status: 'PENDING' }
  const recording = bestMatch(listed.data, ref)
  if (!recording) return { status: 'NOT_RECORDED' }
  const uri = Object.values(recording.mediaUris ?? {}).find(({ mediaUri }) => mediaUri)?.mediaUri
  if (uri) return available(recording.id, uri)
  return { status: recording.fileState === 'DELETED' ? 'MISSING' : 'PENDING' }
}

/** @see https://developer.genesys.cloud/analyticsdatamanagement/recording/ */
const recordingSchema = z.object({
  id: z.string(),
  media: words,
  fileState: words,
  startTime: moment,
  endTime: moment,
  mediaUris: z.record(z.string(), z.object({ mediaUri: z.string().optional() })).nullish(),
})

type Listed = z.output<typeof recordingSchema>

/**
 * The recording that the call names; without a name the audio that was recorded longest during it, the first when they do not say when they
 * were. What was not recorded during it is of another agent's part.
 */
function bestMatch(listed: readonly Listed[], call: RecordingRef): Listed | undefined {
  const during = ({ startTime, endTime }: Listed) =>
    startTime === null ? 0 : overlapMs(call, { startedAt: startTime, endedAt: endTime ?? Infinity })
  return listed
    .filter(({ media }) => media === null || media === 'audio')
    .filter((one) => call.recordingId !== null || during(one) >= 0)
    .toSorted((a, b) => during(b) - during(a))[0]
}

/** 404 for what does not exist. Everything else may be there later: 202 says so, and a refused or odd answer may be mended. */
function notAvailable({ status }: ApiResponse): Recording {
  if (status === 404) return { status: 'MISSING' }
  if (status === 202) return { status: 'PENDING' }
  throw new Error(`Genesys Cloud answered ${status}`)
}

function available(recordingId: string, url: string): Recording {
  return { status: 'AVAILABLE', recordingId, url, expiresAt: presignedUntil(url) }
}
