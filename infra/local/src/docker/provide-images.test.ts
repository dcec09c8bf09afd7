import type { ImageName } from 'testcontainers'
import { describe, expect, it } from 'vitest'
import { silentProgress, type Progress } from '../progress.ts'
import { provideImages } from './provide-images.ts'

const wanted = ['apache/kafka:4.1.0', 'jaegertracing/jaeger:2.13.0']

/** An engine's store with what a pull does to it. */
function storeWith(existing: readonly string[], pull: (name: string, images: Set<string>) => Promise<void>) {
  const images = new Set(existing)
  return {
    exists: async ({ string }: ImageName) => images.has(string),
    pull: ({ string }: ImageName) => pull(string, images),
  }
}

describe('images', () => {
  it('that the engine lacks are pulled, and that is told', async () => {
    const steps: string[] = []
    const progress: Progress = { ...silentProgress, step: (label) => steps.push(label) }
    const store = storeWith([wanted[0]!], async (name, images) => void images.add(name))
    await provideImages(store, wanted, { progress })
    expect(steps).toEqual(['Pulling jaegertracing/jaeger:2.13.0 (once)'])
  })

  it('that cannot be pulled are named, with what the engine says', async () => {
    const store = storeWith([], () => Promise.reject(new Error('manifest unknown')))
    await expect(provideImages(store, wanted, { progress: silentProgress })).rejects.toThrow(
      /^The image apache\/kafka:4\.1\.0 could not be pulled: manifest unknown\. Check the network.*or set CALLTRAIL_STACK=jvm/,
    )
  })

  it('are missed when a pull ends without them and without a word', async () => {
    const store = storeWith([], async () => {})
    await expect(provideImages(store, wanted, { progress: silentProgress })).rejects.toThrow('broken off')
  })

  it('are not waited for when the user gives up', async () => {
    const givingUp = new AbortController()
    const store = storeWith([], () => {
      givingUp.abort(new Error('given up'))
      return new Promise(() => {})
    })
    const options = { progress: silentProgress, signal: givingUp.signal }
    await expect(provideImages(store, wanted, options)).rejects.toThrow('given up')
  })
})
