import { ExportResultCode } from '@opentelemetry/core'
import type { ExportResult } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { BoundedExporter } from './bounded-exporter.ts'

/** A back-end that answers when the test says so. */
function open(timeoutMs: number, mostUnderWay = 2) {
  const asked: ((result: ExportResult) => void)[] = []
  const backEnd: SpanExporter = {
    export: (_, done) => void asked.push(done),
    shutdown: async () => {},
  }
  const exporter = new BoundedExporter(backEnd, { timeoutMs, mostUnderWay })
  const send = () => new Promise<ExportResult>((resolve) => exporter.export([] as ReadableSpan[], resolve))
  return { exporter, asked, send }
}

const success: ExportResult = { code: ExportResultCode.SUCCESS }

it('what the back-end says is passed on', async () => {
  const { send, asked } = open(60_000)
  const sent = send()
  asked[0]!(success)
  expect(await sent).toEqual(success)
})

it('what is not answered in time has failed', async () => {
  const { send } = open(5)
  expect(await send()).toMatchObject({
    code: ExportResultCode.FAILED,
    error: { message: 'the trace back-end did not answer within 5 ms' },
  })
})

it('a back-end that hangs is not asked again and again, until it answers', async () => {
  const { send, asked } = open(5)
  await Promise.all([send(), send()])
  expect(await send()).toMatchObject({ error: { message: 'the trace back-end hangs' } })
  expect(asked).toHaveLength(2)
  asked[0]!(success)
  await new Promise(setImmediate)
  void send()
  expect(asked).toHaveLength(3)
})

it('is idle when all that was sent is answered', async () => {
  const { exporter, send, asked } = open(60_000)
  void send()
  let isIdle = false
  const idle = exporter.idle().then(() => (isIdle = true))
  await new Promise(setImmediate)
  expect(isIdle).toBe(false)
  asked[0]!(success)
  await idle
})
