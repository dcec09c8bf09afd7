import type { Environment } from '@calltrail/runtime'

/** The process as a verb sees it. */
export interface Console {
  readonly env: Environment
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Aborts when the user asks for an end; its reason is what is then thrown. */
  readonly signal: AbortSignal
  /** The user of the operating system. */
  readonly user: string
  readonly stdout: Screen
  readonly stderr: Screen
  /** Puts a yes-or-no question; undefined where nobody is there to answer. */
  readonly confirm?: (question: string) => Promise<boolean>
  readFile(path: string): Promise<string>
}

export interface Screen {
  write(text: string): void
  /** A terminal's width; undefined when it is none. */
  readonly columns?: number
}

/** Text of strangers as it may stand in a terminal: control characters, which could drive it, are written out. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- they are what this is about
    /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** One JSON document on standard output. */
export function printJson({ stdout }: Console, document: unknown): void {
  stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
}

/** One of many JSON documents, in a line of its own. */
export function printJsonLine({ stdout }: Console, document: unknown): void {
  stdout.write(`${JSON.stringify(document)}\n`)
}
