import { styleText } from 'node:util'

/** Colours by meaning; plain text where the stream is no terminal, or NO_COLOR is set. */
export interface Paint {
  good(text: string): string
  bad(text: string): string
  dim(text: string): string
  strong(text: string): string
}

export function paintFor(stream: NodeJS.WritableStream): Paint {
  const painted = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream })
  return { good: painted('green'), bad: painted('red'), dim: painted('dim'), strong: painted('bold') }
}

export const noPaint: Paint = { good: String, bad: String, dim: String, strong: String }
