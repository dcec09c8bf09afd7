import { servicesFile } from '@calltrail/image'
import type { Services } from '@calltrail/image'
import { images } from '../images.ts'

/** What a build of an image reads: it has nothing installed yet that the list itself needs. */
export function imageFiles(): { url: URL; text: string }[] {
  const services: Services = Object.fromEntries(
    images.map(({ name, workspace, main, runs }) => [name, { workspace, main, runs }]),
  )
  return [{ url: servicesFile, text: `${JSON.stringify(services, undefined, 2)}\n` }]
}
