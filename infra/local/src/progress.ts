import ora from 'ora'

/** Where long work says how far it is. */
export interface Progress {
  /** What is being done from now on, such as 'Downloading Kafka'. */
  step(label: string): void
  /** How far the step is, such as '12 MB'. May be called many times a second. */
  detail(text: string): void
  /** Takes away whatever is being shown. Another step may follow later. */
  end(): void
}

export const silentProgress: Progress = { step() {}, detail() {}, end() {} }

/** A spinner on a terminal; elsewhere (a log, CI) a plain line per step and one every few seconds within it. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? spinnerProgress(stream) : lineProgress((line) => stream.write(`${line}\n`))
}

function spinnerProgress(stream: NodeJS.WriteStream): Progress {
  // discardStdin would put the terminal into raw mode, where Ctrl-C reaches nobody else.
  const spinner = ora({ stream, discardStdin: false })
  let label = ''
  return {
    step(next) {
      label = next
      spinner.start(label)
    },
    detail(text) {
      spinner.text = `${label} (${text})`
    },
    end() {
      spinner.stop()
    },
  }
}

export function lineProgress(
  write: (line: string) => void,
  { everyMs = 5_000, now = () => performance.now() } = {},
): Progress {
  let label = ''
  let lastLineAt = 0
  const line = (text: string) => {
    lastLineAt = now()
    write(text)
  }
  return {
    step(next) {
      if (next === label) return
      label = next
      line(`${label} …`)
    },
    detail(text) {
      if (now() - lastLineAt >= everyMs) line(`${label} … ${text}`)
    },
    end() {
      label = ''
    },
  }
}
