/** What the exit code says. */
export const exitCodes = {
  done: 0,
  failed: 1,
  wrongUsage: 2,
  nothingMatched: 3,
  leftSome: 4,
  /** Of a report: somebody has to look after something. */
  alert: 4,
  /** As shells have it for SIGINT. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Something that the user is to know, in one sentence that says what is wrong and what to do. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError'
  readonly exitCode: ExitCode

  constructor(exitCode: Exclude<ExitCode, 0>, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
