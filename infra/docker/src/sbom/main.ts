import { join, relative } from 'node:path'
import { ImageError, readServices } from '../services.ts'
import { writeBillOfMaterials } from './bill-of-materials.ts'

const directory = join(import.meta.dirname, '../../../../.calltrail/sbom')
const given = process.argv.slice(2)

try {
  for (const name of given.length > 0 ? given : Object.keys(readServices())) {
    const file = join(directory, `${name}.cdx.json`)
    await writeBillOfMaterials(name, file)
    process.stdout.write(`${relative(process.cwd(), file)}\n`)
  }
} catch (error) {
  if (!(error instanceof ImageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
