import { join } from 'node:path'

const samples = join(import.meta.dirname, '../../../schemas/samples')

/** Where each sample stands, and the schema that they share. */
export const sampleFolders = {
  typescript: join(samples, 'typescript'),
  python: join(samples, 'python'),
  java: join(samples, 'java'),
  schema: join(samples, 'enriched-call.avsc'),
} as const
