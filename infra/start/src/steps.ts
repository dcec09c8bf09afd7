/**
 * Shows work that takes a while: what is under way, and of each part that is done how long it took.
 */
import { shorten } from '@calltrail/runtime'
import ora from 'ora'
import { inWords } from './duration.ts'
import { paintFor } from './paint.ts'

export interface Steps {
  /**
   * Shows `work` until it is done. Several may be under way at a time.
   * @param work may say how far it is, many times a second
   * @param told what is worth knowing of the result
   */
  run<Result>(
    label: string,
    work: (detail: (text: string) => void) => Promise<Result>,
    told?: (result: Result) => string,
  ): Promise<Result>
}

/** What a stream can show. */
interface Display {
  /** A line that stays. */
  line(text: string): void
  /** What is under way changed: label and, where known, how far it is. */
  underWay(steps: ReadonlyMap<string, string>): void
}

/** A live line on a terminal; elsewhere (a log, CI) a line per step, and one every few seconds within a long one. */
export function stepsOn(stream: NodeJS.WriteStream): Steps {
  return showSteps(
    stream,
    stream.isTTY ? terminalDisplay(stream) : logDisplay((line) => void stream.write(`${line}\n`)),
  )
}

function showSteps(stream: NodeJS.WritableStream, display: Display): Steps {
  const paint = paintFor(stream)
  const underWay = new Map<string, string>()
  return {
    async run(label, work, told) {
      const startedAt = performance.now()
      const done = (symbol: string, more: string): void => {
        underWay.delete(label)
        const took = inWords(performance.now() - startedAt)
        display.line(`  ${symbol} ${label.padEnd(32)} ${took.padStart(7)}   ${paint.dim(more)}`.trimEnd())
        display.underWay(underWay)
      }
      underWay.set(label, '')
      display.underWay(underWay)
      try {
        const result = await work((text) => {
          underWay.set(label, text)
          display.underWay(underWay)
        })
        done(paint.good('✓'), told?.(result) ?? '')
        return result
      } catch (error) {
        done(paint.bad('✗'), '')
        throw error
      }
    },
  }
}

function terminalDisplay(stream: NodeJS.WriteStream): Display {
  // discardStdin would put the terminal into raw mode, where Ctrl-C reaches nobody else.
  const spinner = ora({ stream, discardStdin: false, isEnabled: true, prefixText: ' ' })
  return {
    line(text) {
      spinner.stop()
      stream.write(`${text}\n`)
    },
    underWay(steps) {
      if (steps.size === 0) {
        spinner.stop()
        return
      }
      spinner.text = shorten(inOneLine(steps), Math.max(1, stream.columns - 6))
      if (!spinner.isSpinning) spinner.start()
    },
  }
}

export function logDisplay(
  write: (line: string) => void,
  { everyMs = 5_000, now = () => performance.now() } = {},
): Display {
  let lastLineAt = now()
  const line = (text: string): void => {
    lastLineAt = now()
    write(text)
  }
  return {
    line,
    underWay(steps) {
      if (steps.size > 0 && now() - lastLineAt >= everyMs) line(`  … ${inOneLine(steps)}`)
    },
  }
}

function inOneLine(steps: ReadonlyMap<string, string>): string {
  return [...steps].map(([label, detail]) => (detail ? `${label}: ${detail}` : label)).join(' · ')
}
