import type { FastifyRequest } from 'fastify'
import type { RecordFault } from './faults.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when a fault makes single records of this request fail. */
    recordFault?: RecordFault
    isCutAfterwards?: boolean
  }
}

/** A request's body as it came, read as JSON or as a form only by those who want it so. */
export class RequestBody {
  readonly text: string
  #json: { value: unknown } | undefined

  constructor(text: string) {
    this.text = text
  }

  /** @throws SyntaxError when the text is not JSON. An empty body is `undefined`. */
  get json(): unknown {
    this.#json ??= { value: this.text.trim() === '' ? undefined : (JSON.parse(this.text) as unknown) }
    return this.#json.value
  }

  /** The JSON, or `undefined` when it is none. */
  get jsonIfAny(): unknown {
    try {
      return this.json
    } catch {
      return undefined
    }
  }

  get form(): URLSearchParams {
    return new URLSearchParams(this.text)
  }
}

export const CONTROL_PREFIX = '/_control'

export function isControl(request: FastifyRequest): boolean {
  return request.url.startsWith(CONTROL_PREFIX)
}

export function bodyOf(request: FastifyRequest): RequestBody {
  return request.body instanceof RequestBody ? request.body : new RequestBody('')
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  const start = request.url.indexOf('?')
  return new URLSearchParams(start < 0 ? '' : request.url.slice(start + 1))
}
