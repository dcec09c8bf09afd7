import type { FastifyRequest } from 'fastify'
import type { FaultableCall } from '../control/faults.ts'
import { bodyOf, pathOf } from '../control/request.ts'

/** A request as fault rules see it; each part of a composite request is seen too. */
export function describeCall(request: FastifyRequest): FaultableCall {
  const path = pathOf(request)
  const body = bodyOf(request).jsonIfAny
  const parts = path.endsWith('/composite') ? partsOf(body) : []
  const call = callOf(request.method, path, body)
  if (parts.length === 0) return call
  return { ...call, parts, recordCount: parts.reduce((sum, part) => sum + part.recordCount, 0) }
}

/** Objects are named in the path, or in the records of a collection. */
function callOf(method: string, path: string, body: unknown): FaultableCall {
  const inPath = /\/sobjects\/([A-Za-z]\w*)/.exec(path)?.[1]
  const records = listIn(body, 'records')
  const inRecords = records.flatMap((record) => record.attributes?.type ?? [])
  return {
    method,
    path,
    objects: [...new Set([...(inPath ? [inPath] : []), ...inRecords])],
    recordCount: Math.max(records.length, inPath || path.endsWith('/query') ? 1 : 0),
  }
}

/** Of a request that nobody has judged yet: any member may be anything. */
interface SentItem {
  readonly method?: unknown
  readonly url?: unknown
  readonly body?: unknown
  readonly attributes?: { readonly type?: string }
}

function partsOf(body: unknown): FaultableCall[] {
  return listIn(body, 'compositeRequest').map(({ method, url, body: sent }) =>
    callOf(String(method).toUpperCase(), String(url).split('?', 1)[0] ?? '', sent),
  )
}

function listIn(body: unknown, member: string): readonly SentItem[] {
  const list =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[member] : undefined
  return Array.isArray(list)
    ? (list as SentItem[]).filter((item) => typeof item === 'object' && item !== null)
    : []
}
