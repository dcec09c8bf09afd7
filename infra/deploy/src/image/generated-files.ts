import type { Services } from '@calltrail/image'
import { generatedFile, json } from '../generated-file.ts'
import type { GeneratedFile } from '../generated-file.ts'
import { images } from '../images.ts'

/** What a build of an image reads: it has nothing installed yet that the list itself needs. */
export function imageFiles(): GeneratedFile[] {
  const services: Services = Object.fromEntries(
    images.map(({ name, workspace, main, runs }) => [name, { workspace, main, runs }]),
  )
  return [generatedFile('infra/docker/services.json', json(services))]
}
