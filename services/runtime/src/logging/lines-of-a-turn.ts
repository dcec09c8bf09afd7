import type { DestinationStream } from 'pino'

/** No more than that is kept, however much is logged at once. */
const mostCharacters = 65_536

/**
 * Writes what is logged in one turn of the event loop together, at its end: under load a write costs more than the lines that are in it.
 * What a process logs before it exits, or dies of an exception, is written as well.
 */
export function linesOfATurn(destination: DestinationStream): DestinationStream {
  let lines = ''

  function write(): void {
    const written = lines
    lines = ''
    if (written !== '') destination.write(written)
  }

  process.once('exit', write)
  return {
    write(line) {
      if (lines === '') setImmediate(write)
      lines += line
      if (lines.length > mostCharacters) write()
    },
  }
}
