import type { Recording } from '../domain/recording.ts'

/** Where the audio of calls is. */
export interface RecordingLibrary {
  /** Answers within the time-out it was opened with and never rejects: a recording must not hold up its call. */
  locate(recordingId: string): Promise<Recording>
}
