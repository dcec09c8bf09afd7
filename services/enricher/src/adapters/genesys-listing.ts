/**
 * Things that Genesys lists by their ids: users, queues, wrap-up codes. They rarely change, so each is asked for once a day; one that is not
 * known may be new, and is asked for again soon.
 */
import type { Genesys } from '@calltrail/runtime'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Patience } from '../ports/patience.ts'
import { getFrom, reasonOf } from './genesys-get.ts'
import { words } from './genesys-values.ts'

const entry = z.object({ id: z.string(), name: words, email: words })
const answer = z.object({ entities: z.array(entry).nullish() })

export type Entry = z.output<typeof entry>

export interface Listing {
  /** Never rejects: what is not known, or cannot be told just now, is left out. */
  find(ids: ReadonlySet<string>, patience: Patience): Promise<ReadonlyMap<string, Entry>>
}

const dayMs = 86_400_000
const unknownForMs = 300_000
const idsPerRequest = 100

/** @param path that takes `id` several times, such as `/api/v2/users?state=any` */
export function genesysListing(genesys: Genesys, path: string, log: Logger): Listing {
  const cache = new LRUCache<string, { readonly entry: Entry | null }>({ max: 20_000, ttl: dayMs })

  async function ask(ids: readonly string[], patience: Patience): Promise<void> {
    const query = [`pageSize=${idsPerRequest}`, ...ids.map((id) => `id=${encodeURIComponent(id)}`)].join('&')
    const request = `${path}${path.includes('?') ? '&' : '?'}${query}`
    const { status, body } = await getFrom(genesys, request, patience)
    // One id that Genesys takes for none must not hide the others, nor be asked for with every batch.
    if (status === 400) {
      if (ids.length === 1) return remember(ids[0]!, null)
      const middle = Math.ceil(ids.length / 2)
      await Promise.all([ids.slice(0, middle), ids.slice(middle)].map((half) => ask(half, patience)))
      return
    }
    const listed = status === 200 ? answer.safeParse(body) : undefined
    if (!listed?.success) throw new Error(`Genesys Cloud answered ${status}`)
    const found = new Map(listed.data.entities?.map((one) => [one.id, one]))
    for (const id of ids) remember(id, found.get(id) ?? null)
  }

  function remember(id: string, known: Entry | null): void {
    cache.set(id, { entry: known }, { ttl: known === null ? unknownForMs : dayMs })
  }

  return {
    async find(ids, patience) {
      const unknown = [...ids].filter((id) => !cache.has(id))
      const requests = []
      for (let start = 0; start < unknown.length && patience.leftMs() > 0; start += idsPerRequest) {
        requests.push(ask(unknown.slice(start, start + idsPerRequest), patience))
      }
      for (const result of await Promise.allSettled(requests)) {
        if (result.status === 'fulfilled') continue
        log.warn({ path, reason: reasonOf(result.reason) }, 'names not known in time')
      }
      return new Map(
        [...ids].flatMap((id) => {
          const known = cache.get(id)?.entry
          return known ? [[id, known] as const] : []
        }),
      )
    },
  }
}
