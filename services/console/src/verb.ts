import type { Command } from 'commander'
import type { Console } from './console.ts'
import type { ExitCode } from './domain/console-error.ts'

/** Does a verb's work with the process at hand. What it returns becomes the exit code; what it throws is told to the user. */
export type Run = (work: (console: Console) => Promise<ExitCode>) => Promise<void>

/** Adds a command to `parent`. To add a verb is to write one of these and to list it beside its sisters. */
export type Verb = (parent: Command, run: Run) => void
