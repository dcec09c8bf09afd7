/**
 * Writes `src/generated/` from `avro/*.avsc`. Run it with `npm run generate` after every change of a schema;
 * a test compares what is committed with what this produces.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { toTypeScript } from '@ovotech/avro-ts'

const avroDirectory = new URL('../avro/', import.meta.url)
const generatedDirectory = new URL('generated/', import.meta.url)

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
  for (const { file, text } of generateTypes()) writeFileSync(new URL(file, generatedDirectory), text)
}
