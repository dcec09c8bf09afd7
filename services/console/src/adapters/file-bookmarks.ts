import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { ConsoleError, exitCodes } from '../domain/console-error.ts'
import type { Bookmarks } from '../ports/bookmarks.ts'

const counts = z.record(z.string(), z.number())
const bookmark = z.object({
  doneUntil: z.iso.datetime(),
  tally: z.object({
    conversations: z.number(),
    verdicts: counts,
    skipped: counts,
    sent: z.number(),
    refused: z.number(),
  }),
})
const bookmarkFile = z.object({ version: z.literal(1), runs: z.record(z.string(), bookmark) })
type Runs = z.infer<typeof bookmarkFile>['runs']

/** One small JSON file, which is replaced as a whole: a process that is killed leaves the old one or the new one. */
export function fileBookmarks(path: string): Bookmarks {
  async function runs(): Promise<Runs> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw unusable(path, 'read', error)
    })
    return text === undefined ? {} : runsIn(path, text)
  }

  async function replace(runs: Runs): Promise<void> {
    // A draft of one's own: two processes that share the file must not mix theirs.
    const draft = `${path}.${randomUUID()}.new`
    try {
      await mkdir(dirname(resolve(path)), { recursive: true })
      await writeFile(draft, `${JSON.stringify({ version: 1, runs }, undefined, 2)}\n`, { flush: true })
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {})
      throw unusable(path, 'written', error as NodeJS.ErrnoException)
    }
  }

  return {
    async read(name) {
      const { [name]: found } = await runs()
      return found && { ...found, doneUntil: Date.parse(found.doneUntil) }
    },
    async write(name, { doneUntil, tally }) {
      const written = { doneUntil: new Date(doneUntil).toISOString(), tally: structuredClone(tally) }
      await replace({ ...(await runs()), [name]: bookmark.parse(written) })
    },
    async remove(name) {
      const { [name]: removed, ...others } = await runs()
      if (removed) await replace(others)
    },
  }
}

function runsIn(path: string, text: string): Runs {
  try {
    return bookmarkFile.parse(JSON.parse(text)).runs
  } catch {
    const message = `${path} is not what reconcile wrote. Move it away to begin anew, or give another one by --state.`
    throw new ConsoleError(exitCodes.failed, message)
  }
}

function unusable(path: string, verb: string, { code }: NodeJS.ErrnoException): ConsoleError {
  return new ConsoleError(
    exitCodes.failed,
    `${path} cannot be ${verb}: ${code ?? 'unknown error'}. --state names another file.`,
  )
}
