/**
 * What is in an image of ours, as a CycloneDX document: the npm packages of its workspace, from the lock file. What writes it brings a
 * hundred packages along that nothing else needs, so it has a lock file of its own, and is installed when it is wanted.
 */
import { execFile } from 'node:child_process'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serviceNamed } from '../services.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const tool = fileURLToPath(new URL('../../sbom', import.meta.url))
const program = join(tool, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js')

/**
 * Writes the bill of materials of the image of that name. The same lock file gives the same text. It is checked against CycloneDX's schema.
 * @throws {ImageError} when there is no image of that name
 * @throws {Error} when the tool cannot be installed, or says that the document is not valid
 */
export async function writeBillOfMaterials(name: string, file: string): Promise<void> {
  const { workspace } = serviceNamed(name)
  await installTool()
  await mkdir(dirname(file), { recursive: true })
  const source = ['--package-lock-only', '--omit', 'dev', '--workspace', workspace]
  const output = ['--output-reproducible', '--flatten-components', '--validate', '--output-file', file]
  await run(process.execPath, [program, ...source, ...output], { cwd: root })
}

async function installTool(): Promise<void> {
  const [locked, installed] = await Promise.all([
    stat(join(tool, 'package-lock.json')),
    // npm writes it last.
    stat(join(tool, 'node_modules/.package-lock.json')).catch(() => undefined),
  ])
  if (installed && installed.mtimeMs >= locked.mtimeMs) return
  const options = [
    '--omit=optional',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  await run('npm', ['ci', ...options], { cwd: tool })
}
