import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultableCall, Faults } from './faults.ts'
import { isControl } from './request.ts'

interface CallDescriber {
  describeCall(request: FastifyRequest): FaultableCall
}

/** Makes requests meet the latency and the faults that are set. They are met before authentication is checked. */
export function installFaults(app: FastifyInstance, faults: Faults, { describeCall }: CallDescriber): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return undefined
    const call = describeCall(request)
    await wait(faults.latencyMs(call), closing.signal)
    return inject(request, reply, call)
  })

  app.addHook('onSend', async (request, reply, payload) => {
    if (request.isCutAfterwards) reply.raw.destroy()
    return payload
  })

  async function inject(request: FastifyRequest, reply: FastifyReply, call: FaultableCall): Promise<unknown> {
    const action = faults.take(call)
    if (!action) return undefined
    if ('status' in action) {
      return reply
        .code(action.status)
        .headers(action.headers ?? {})
        .send(action.body)
    }
    if ('delayMs' in action) await wait(action.delayMs, closing.signal)
    else if ('recordError' in action) request.recordFault = faults.recordFault(action, call)
    else if ('hang' in action) return hang(reply)
    else if (action.cut === 'before') return cut(reply)
    else request.isCutAfterwards = true
    return undefined
  }
}

/** Ends early, without an error, when the server closes. */
export async function wait(durationMs: number, signal?: AbortSignal): Promise<void> {
  if (durationMs <= 0) return
  await pause(durationMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => undefined)
}

function hang(reply: FastifyReply): FastifyReply {
  reply.hijack()
  return reply
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}
