import type { StageName } from '@calltrail/schemas'

export type Payload = Readonly<Record<string, unknown>>

export type Decoded =
  | { readonly kind: 'payload'; readonly payload: Payload }
  | { readonly kind: 'undecodable'; readonly reason: string }

/** A stage's events as bytes. */
export interface PayloadCodec {
  /** @throws {PipelineError} SCHEMA_REGISTRY_UNAVAILABLE */
  decode(stage: StageName, value: Buffer | null): Promise<Decoded>
  /**
   * Encodes with the schema that `original` was written with, or the registry's latest where `original` cannot be decoded.
   * @throws {ConsoleError} that names what in the payload does not fit, by its path
   */
  encode(stage: StageName, payload: Payload, original: Buffer | null): Promise<Buffer>
  /** The key that the contract of the stage's input gives this event. */
  keyOf(stage: StageName, payload: Payload): string
}
