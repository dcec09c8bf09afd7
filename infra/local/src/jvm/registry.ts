import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { registryProperties, type RegistryPlace } from '../registry-properties.ts'
import { flags } from './java-flags.ts'

export function registryArguments(jar: string, place: RegistryPlace): string[] {
  return [
    ...flags({ heapMb: 512, temporaryDirectory: place.temporaryDirectory }),
    ...Object.entries(registryProperties(place)).map(([key, value]) => `-D${key}=${value}`),
    '-jar',
    jar,
  ]
}

export async function registryJar(folder: string): Promise<string> {
  const jar = (await readdir(folder)).find((name) => name.endsWith('-runner.jar'))
  if (!jar) throw new Error(`No runner jar in ${folder}: delete that folder, and it is downloaded again.`)
  return join(folder, jar)
}
