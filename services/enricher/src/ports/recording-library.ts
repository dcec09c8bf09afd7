import type { Recording, RecordingRef } from '../domain/recording.ts'
import type { Patience } from './patience.ts'

/** Where the audio of calls is. */
export interface RecordingLibrary {
  /** Answers in time and never rejects: a recording must not hold up its call. */
  locate(recording: RecordingRef, patience: Patience): Promise<Recording>
}
