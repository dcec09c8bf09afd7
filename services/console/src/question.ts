import { createInterface } from 'node:readline/promises'

/** Puts a yes-or-no question in a terminal. Ctrl-C, Ctrl-D and the signal's end are a no, and so is everything that is no yes. */
export async function isAnsweredYes(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<boolean> {
  const terminal = createInterface({ input, output, terminal: true })
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal })
    return /^y(es)?$/i.test(answer.trim())
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false
    throw error
  } finally {
    terminal.close()
  }
}
