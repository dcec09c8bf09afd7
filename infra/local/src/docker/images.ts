import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/** What runs in a container here, by the name of its service in docker-compose.yml. */
export type PartName = 'kafka' | 'registry' | 'jaeger'

const composeFile = join(import.meta.dirname, '../../../../docker-compose.yml')

/** The image of each part: docker-compose.yml says which, and nothing else does. */
export async function images(): Promise<Record<PartName, string>> {
  const compose = parse(await readFile(composeFile, 'utf8')) as {
    services: Partial<Record<PartName, { image?: string }>>
  }
  const imageOf = (name: PartName): string => {
    const image = compose.services[name]?.image
    if (image === undefined) throw new Error(`docker-compose.yml names no image of ${name}`)
    return image
  }
  return { kafka: imageOf('kafka'), registry: imageOf('registry'), jaeger: imageOf('jaeger') }
}
