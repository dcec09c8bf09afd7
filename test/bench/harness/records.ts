/**
 * What was measured and is kept: a file for each bench. docs/performance.md is written from them.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import type { Machine } from './machine.ts'
import type { BenchRun } from './run-bench.ts'

export interface BenchRecord {
  readonly bench: string
  /** When the bench began, as an ISO date with time. */
  readonly at: string
  readonly machine: Machine
  /** Of the npm packages that others than Calltrail are made of. */
  readonly versions: Readonly<Record<string, string>>
  readonly samples: BenchRun['samples']
}

/** @param folder where the files are, with a slash at its end */
export function openRecords(folder: URL) {
  const fileOf = (bench: string) => new URL(`${bench}.json`, folder)
  return {
    /** Of these benches, those of which something is kept; in their order. */
    read(benches: readonly string[]): BenchRecord[] {
      return benches
        .map(fileOf)
        .filter((file) => existsSync(file))
        .map((file) => JSON.parse(readFileSync(file, 'utf8')) as BenchRecord)
    },
    /** Instead of what was kept of the bench before. */
    async write(record: BenchRecord): Promise<void> {
      await mkdir(folder, { recursive: true })
      await writeFile(fileOf(record.bench), `${JSON.stringify(record, null, 2)}\n`)
    },
  }
}
