/**
 * What there is an image of, as a build knows it: from a file that `npm run generate` writes, because at that point nothing is installed
 * that the list itself needs.
 */
import { readFileSync } from 'node:fs'

export interface Service {
  /** Its image has what this npm workspace needs. */
  readonly workspace: string
  /** The module that is run, from the root of the repository. */
  readonly main: string
  /** `always`: it has a health port. */
  readonly runs: 'always' | 'once' | 'by-hand'
}

export type Services = Readonly<Record<string, Service>>

const servicesFile = new URL('../services.json', import.meta.url)

/** The message is a sentence for people. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
}

export function readServices(): Services {
  return JSON.parse(readFileSync(servicesFile, 'utf8')) as Services
}

/** @throws {ImageError} when there is none of that name */
export function serviceNamed(name: string | undefined, services: Services = readServices()): Service {
  const service = name !== undefined && Object.hasOwn(services, name) ? services[name] : undefined
  if (service) return service
  const names = new Intl.ListFormat('en').format(Object.keys(services))
  throw new ImageError(
    `${name ? `There is no image of "${name}"` : 'No service is named'}: there are ${names}.`,
  )
}
