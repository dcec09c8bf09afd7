import pTimeout from 'p-timeout'

/** Whoever is interrupted while Kafka does not answer need not wait for it. */
export function unlessAborted<Result>(opening: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return pTimeout(opening, { milliseconds: Infinity, signal })
}
