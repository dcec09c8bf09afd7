import type { BearerApi } from '@calltrail/runtime'
import type { Logger } from 'pino'
import type { RecordingLibrary } from '../ports/recording-library.ts'

/**
 * Recordings by `GET /api/v2/recordings/{recordingId}/media`, which answers 307 with a presigned address in `Location`.
 * The address is never followed: that would download the audio.
 */
export function genesysRecordingLibrary(
  genesys: BearerApi,
  timeoutMs: number,
  log: Logger,
): RecordingLibrary {
  return {
    async locate(recordingId) {
      try {
        const path = `/api/v2/recordings/${encodeURIComponent(recordingId)}/media`
        const { status, headers } = await genesys.send({ method: 'GET', path, timeoutMs })
        const { location } = headers
        if (status === 307 && typeof location === 'string') return { status: 'AVAILABLE', url: location }
        if (status === 404) return { status: 'MISSING' }
        log.warn({ recordingId, status }, 'recording not there yet')
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown'
        log.warn({ recordingId, reason }, 'recording not there in time')
      }
      return { status: 'PENDING' }
    },
  }
}
