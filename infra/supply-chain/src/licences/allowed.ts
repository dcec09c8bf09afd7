/**
 * Under which licences a package may be given on inside Calltrail, which is under Apache-2.0 itself. All of them allow that, ask for no
 * source code of what is built on them, and differ only in the notices that have to come along.
 */
export const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
])

/** Packages whose package.json names no licence, by what the licence file in them is. */
export const licencesOfFiles: Readonly<Record<string, { readonly licence: string; readonly says: string }>> =
  {
    '@kafkajs/confluent-schema-registry': { licence: 'MIT', says: 'MIT License' },
  }
