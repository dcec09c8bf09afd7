/**
 * A step of the Dockerfile: `main.ts dependencies|sources <service> <directory>`.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ImageError, serviceNamed } from './services.ts'
import { addEntry, copySources, installDependencies, stageIn } from './stage.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const [step, name, directory = ''] = process.argv.slice(2)

try {
  const service = serviceNamed(name)
  const stage = stageIn(resolve(directory))
  if (step === 'dependencies') {
    await installDependencies([service], root, stage)
  } else {
    await copySources(root, stage)
    addEntry(name!, service, stage)
  }
} catch (error) {
  if (!(error instanceof ImageError)) throw error
  process.stderr.write(`${error.message} Build with --build-arg SERVICE=<one of them>.\n`)
  process.exitCode = 1
}
