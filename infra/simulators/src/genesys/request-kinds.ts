/** Names of requests in the log, by what their path looks like. The first that fits applies. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^\/oauth\/token$/, 'token'],
  [/\/media$/, 'recording-media'],
  [/\/recordings\/[^/]+$/, 'recording'],
  [/\/recordings$/, 'recordings'],
  [/\/recordingmetadata$/, 'recording-metadata'],
  [/\/conversations\/details\/query$/, 'analytics-query'],
  [/\/conversations\/details\/jobs\b/, 'analytics-job'],
  [/\/analytics\/conversations\//, 'analytics-details'],
  [/\/conversations\/[^/]+$/, 'conversation'],
  [/\/api\/v2\/users\b/, 'users'],
  [/\/routing\/queues\b/, 'queues'],
  [/\/routing\/wrapupcodes\b/, 'wrapupcodes'],
]

export function kindOfPath(path: string): string {
  return KINDS.find(([pattern]) => pattern.test(path))?.[1] ?? 'other'
}
