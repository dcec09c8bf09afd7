/**
 * An exporter that cannot hang: what the trace back-end does not take in time has failed, and is counted as that.
 */
import { ExportResultCode } from '@opentelemetry/core'
import type { ExportResult } from '@opentelemetry/core'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import pTimeout from 'p-timeout'

export interface ExportLimits {
  readonly timeoutMs: number
  /** Requests at a time, those included whose answer nobody waits for any longer. */
  readonly mostUnderWay: number
}

export class BoundedExporter implements SpanExporter {
  readonly #exporter: SpanExporter
  readonly #limits: ExportLimits
  /** What a back-end that hangs is still being asked. */
  readonly #underWay = new Set<Promise<ExportResult>>()

  constructor(exporter: SpanExporter, limits: ExportLimits) {
    this.#exporter = exporter
    this.#limits = limits
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    void this.#sendAndTell(spans, done)
  }

  /** Resolves when all that was sent is answered, or has failed. */
  async idle(): Promise<void> {
    const { timeoutMs: milliseconds } = this.#limits
    await pTimeout(Promise.all(this.#underWay), { milliseconds, fallback: () => undefined })
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown()
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.()
  }

  async #sendAndTell(spans: ReadableSpan[], done: (result: ExportResult) => void): Promise<void> {
    done(await this.#send(spans))
  }

  async #send(spans: ReadableSpan[]): Promise<ExportResult> {
    const { timeoutMs: milliseconds, mostUnderWay } = this.#limits
    if (this.#underWay.size >= mostUnderWay) return failed('the trace back-end hangs')
    const answer = new Promise<ExportResult>((resolve) => this.#exporter.export(spans, resolve))
    this.#underWay.add(answer)
    void answer.finally(() => this.#underWay.delete(answer))
    const fallback = () => failed(`the trace back-end did not answer within ${milliseconds} ms`)
    return pTimeout(answer, { milliseconds, fallback })
  }
}

function failed(message: string): ExportResult {
  return { code: ExportResultCode.FAILED, error: new Error(message) }
}
