import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A directory that ends with the test. */
export function spoolDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'calltrail-spool-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}
