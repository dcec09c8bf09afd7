import { avroSchemaOf, masker } from '@calltrail/schemas'
import type { CallEnriched, CallEnrichedMasked, PseudonymisedKind, RecordSchema } from '@calltrail/schemas'

/** Makes the masked form of enriched calls. What is masked, and how, the schema says of each field. */
export function callMasker(
  pseudonym: (kind: PseudonymisedKind, text: string) => string,
): (call: CallEnriched) => CallEnrichedMasked {
  const mask = masker(JSON.parse(avroSchemaOf('calls.enriched.v1')) as RecordSchema, pseudonym)
  return (call) => mask({ ...call }) as unknown as CallEnrichedMasked
}
