import type { Genesys } from '@calltrail/runtime'
import type { Logger } from 'pino'
import type { Recording, RecordingRef } from '../domain/recording.ts'
import type { Patience } from '../ports/patience.ts'
import type { RecordingLibrary } from '../ports/recording-library.ts'
import { reasonOf } from './genesys-get.ts'
import { askConversationApi, askMediaApi } from './genesys-recording-apis.ts'

/** Which of Genesys's APIs is asked: `auto` finds out which one the organization has. */
export const recordingApis = ['auto', 'media', 'conversation'] as const
export type RecordingApi = (typeof recordingApis)[number]

/** Recordings by Genesys's API. An address it gives is never followed: that would download the audio. */
export function genesysRecordingLibrary(genesys: Genesys, api: RecordingApi, log: Logger): RecordingLibrary {
  /** The API that has known a recording by its id. */
  let proven = api === 'auto' ? undefined : api

  async function askWith(
    which: Exclude<RecordingApi, 'auto'>,
    ref: RecordingRef,
    patience: Patience,
  ): Promise<Recording> {
    const found = await (which === 'media' ? askMediaApi : askConversationApi)(genesys, ref, patience)
    if (found.status === 'AVAILABLE' && ref.recordingId !== null) proven = which
    return found
  }

  async function ask(ref: RecordingRef, patience: Patience): Promise<Recording> {
    // Only the conversation's API finds what has no id.
    if (ref.recordingId === null) return askWith(api === 'media' ? api : 'conversation', ref, patience)
    if (proven) return askWith(proven, ref, patience)
    const found = await askWith('media', ref, patience)
    return found.status === 'MISSING' ? askWith('conversation', ref, patience) : found
  }

  return {
    async locate(ref, patience) {
      const { conversationId, recordingId } = ref
      if (patience.leftMs() <= 0) return { status: 'PENDING' }
      try {
        return await ask(ref, patience)
      } catch (error) {
        const reason = reasonOf(error)
        log.warn({ conversationId, recordingId, reason }, 'recording not there in time')
        return { status: 'PENDING' }
      }
    },
  }
}
