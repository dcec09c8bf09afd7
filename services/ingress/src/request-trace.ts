/**
 * A request's span, named by its door, and where its trace stands.
 */
import { FastifyOtelInstrumentation } from '@fastify/otel'
import { contextOfHeaders } from '@calltrail/runtime'
import { isSpanContextValid, trace } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { headerOf } from './domain/doors/door.ts'

/** To be called before any route or hook is added. */
export function traceRequests(app: FastifyInstance): void {
  const instrumentation = new FastifyOtelInstrumentation({
    instrumentHooks: false,
    instrumentHandler: false,
    // A message may quote what a stranger has sent.
    recordExceptions: false,
    requestHook(span, request) {
      const { url: door } = request.routeOptions
      span.updateName(door === undefined ? request.method : `${request.method} ${door}`)
      // Without what stands behind the question mark.
      span.setAttribute('url.path', request.url.split('?', 1)[0]!)
    },
  })
  // Registered as a plug-in it would come after what is added right away.
  instrumentation.plugin()(app, {}, () => {})
}

/** The request's span or, where nothing is traced, where its sender's trace stood. */
export function traceOf(request: FastifyRequest): Context {
  const { context } = request.opentelemetry()
  const span = context && trace.getSpanContext(context)
  if (span && isSpanContextValid(span)) return context
  return contextOfHeaders({ traceparent: headerOf(request.headers, 'traceparent') })
}
