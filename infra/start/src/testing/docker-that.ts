import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An environment in which a shell script is the docker command. */
export function dockerThat(script: string): { readonly PATH: string } {
  const folder = mkdtempSync(join(tmpdir(), 'calltrail-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'docker'), 0o755)
  return { PATH: `${folder}:/usr/bin:/bin` }
}
