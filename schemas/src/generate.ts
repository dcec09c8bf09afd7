/**
 * Writes `src/generated/` from `avro/*.avsc`, and the schema of the masked event from that of the enriched one. Run it with
 * `npm run generate` after every change of a schema; a test compares what is committed with what this produces.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { toTypeScript } from '@ovotech/avro-ts'
import { avroSchemaOf } from './avro.ts'
import { maskedSchema } from './personal-data.ts'
import type { RecordSchema } from './personal-data.ts'
import { callsEnriched, callsEnrichedMasked } from './topics.ts'

const avroDirectory = new URL('../avro/', import.meta.url)
const generatedDirectory = new URL('generated/', import.meta.url)

/** The schema of the masked event, and the file it stands in. */
export function generateMaskedSchema(): { file: string; text: string } {
  const event = callsEnrichedMasked.event
  const schema = maskedSchema(JSON.parse(avroSchemaOf(callsEnriched.event)) as RecordSchema, {
    name: 'CallEnrichedMasked',
    namespace: `calltrail.${event}`,
    doc: `An event of ${callsEnriched.event} for those who may not see people: numbers, names and addresses are pseudonyms, free text and the address of the audio are left out. Public. Key: contact id, else the pseudonym of the customer's phone, else conversationId.`,
  })
  return { file: `${event}.avsc`, text: schemaText(schema) }
}

/** A line per field, as in the schemas that are written by hand. */
function schemaText({ fields, ...head }: RecordSchema): string {
  const lines = Object.entries(head).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  )
  const fieldLines = fields.map((field) => `    ${JSON.stringify(field)}`).join(',\n')
  return `{\n${lines.join('\n')}\n  "fields": [\n${fieldLines}\n  ]\n}\n`
}

/** File name and text of each generated module. */
export function generateTypes(): { file: string; text: string }[] {
  return readdirSync(avroDirectory)
    .filter((name) => name.endsWith('.avsc'))
    .toSorted()
    .map((name) => ({ file: `${basename(name, '.avsc')}.ts`, text: typesOf(name) }))
}

function typesOf(schemaFile: string): string {
  const { namespace: _, ...schema } = JSON.parse(readFileSync(new URL(schemaFile, avroDirectory), 'utf8'))
  const types = toTypeScript(schema)
    .split('\n')
    // Values would put a second copy of each schema beside the .avsc file; only the types are wanted.
    .filter((line) => !line.startsWith('export const') && !line.startsWith('export type AvroType'))
    .join('\n')
  return `// Generated from avro/${schemaFile} by \`npm run generate\`. Do not edit.\n\n${types.trim()}\n`
}

if (import.meta.main) {
  const masked = generateMaskedSchema()
  writeFileSync(new URL(masked.file, avroDirectory), masked.text)
  for (const { file, text } of generateTypes()) writeFileSync(new URL(file, generatedDirectory), text)
}
