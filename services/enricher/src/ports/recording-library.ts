/** What became of a recording; the names are those of the public schema. */
export type Recording =
  | { readonly status: 'AVAILABLE'; readonly url: string }
  /** Not there in time; it may come later. */
  | { readonly status: 'PENDING' }
  /** Genesys does not know it. */
  | { readonly status: 'MISSING' }

/** Where the audio of calls is. */
export interface RecordingLibrary {
  /** Answers within the time-out it was opened with and never rejects: a recording must not hold up its call. */
  locate(recordingId: string): Promise<Recording>
}
