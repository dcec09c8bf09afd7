/**
 * The span of a request to a door, and where its trace stands. Who goes elsewhere is a stranger, and is not traced.
 */
import { contextOfHeaders, tracer } from '@calltrail/runtime'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { headerOf } from './domain/unread-request.ts'

const contexts = new WeakMap<FastifyRequest, Context>()

/** To be called before other hooks are added: what they take is part of the request. */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const { url: door } = request.routeOptions
    if (door === undefined) return
    const parent = parentOf(request)
    const attributes = {
      'http.request.method': request.method,
      'http.route': door,
      'url.path': door,
      'url.scheme': request.protocol,
    }
    const span = tracer.startSpan(`${request.method} ${door}`, { kind: SpanKind.SERVER, attributes }, parent)
    contexts.set(request, trace.setSpan(parent, span))
  })
  // Also when the sender has gone before it was answered.
  app.addHook('onResponse', async (request, { statusCode }) => {
    const context = contexts.get(request)
    const span = context && trace.getSpan(context)
    span?.setAttribute('http.response.status_code', statusCode)
    // Of a refused request it is the sender who has failed. No message: it may quote what was sent.
    if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
  })
}

/** Where the request's trace stands: in its span or, where nothing is traced, where its sender's stood. */
export function traceOf(request: FastifyRequest): Context {
  return contexts.get(request) ?? parentOf(request)
}

/** For a log line: bodies are read outside of the request's context. */
export function traceIdOf(request: FastifyRequest): { trace_id?: string } {
  const spanContext = trace.getSpanContext(traceOf(request))
  return spanContext ? { trace_id: spanContext.traceId } : {}
}

/** What a stranger gives as baggage is not heeded. */
function parentOf({ headers }: FastifyRequest): Context {
  return contextOfHeaders({
    traceparent: headerOf(headers, 'traceparent'),
    tracestate: headerOf(headers, 'tracestate'),
  })
}
