/** Whether an error, or the log it quotes, says that a port is taken. */
export function hasAddressInUse(error: Error): boolean {
  return ('code' in error && error.code === 'EADDRINUSE') || error.message.includes('EADDRINUSE')
}

/** An address, and why it is not on the port that one would expect. */
export function withPortNote(url: string, preferredPort: number): string {
  const isElsewhere = preferredPort !== 0 && new URL(url).port !== String(preferredPort)
  return isElsewhere ? `${url} (port ${preferredPort} is taken)` : url
}
