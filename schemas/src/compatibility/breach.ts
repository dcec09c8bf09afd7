/**
 * What a change of a schema does to those who read the event, and the sentence that tells a newcomer. A rule is a line.
 */

/** What a sentence is made of. */
interface Facts {
  /** `the field contact.email`, `the enum Direction of the field direction` or `the event`. */
  readonly what: string
  /** Of the released schema, and of the changed one: a type, a name, a symbol. */
  readonly was?: string
  readonly is?: string
  /** The released versions that the change is measured by: `released versions 1 to 4`. */
  readonly versions: string
}

export interface RuleEntry {
  /** Why the change is refused although a registry's FULL_TRANSITIVE may take it. */
  readonly stricterThanRegistry?: string
  readonly sentence: (facts: Facts) => string
}

const besideIt = 'Keep it as it was, and add a new field beside it.'

export const rules = {
  'field-without-default': {
    sentence: ({ what, versions }) =>
      `${what} has no default, and records of ${versions} do not have it: they could not be read any more. Give it a default.`,
  },
  'field-removed': {
    sentence: ({ what, versions }) =>
      `${what} is gone, which has no default in ${versions}: consumers with such a schema could not read new records. Keep it, and mark it deprecated in its doc.`,
  },
  'optional-field-removed': {
    stricterThanRegistry: 'Everybody can read on, but silently reads the default, as with an alias.',
    sentence: ({ what, versions }) =>
      `${what} is gone, and consumers with ${versions} would read its default without a word. Keep it, and say in its doc since when it is not filled.`,
  },
  'type-narrowed': {
    sentence: ({ what, was, is, versions }) =>
      `${what} is ${is} and was ${was} in ${versions}: records that were written before could not be read any more. ${besideIt}`,
  },
  'type-widened': {
    sentence: ({ what, was, is, versions }) =>
      `${what} is ${is} and was ${was} in ${versions}: consumers with such a schema could not read new records. ${besideIt}`,
  },
  'type-changed': {
    sentence: ({ what, was, is, versions }) =>
      `${what} is ${is} and was ${was} in ${versions}: neither could old records be read any more, nor could consumers with such a schema read new ones. ${besideIt}`,
  },
  'meaning-changed': {
    stricterThanRegistry:
      'Avro reads the one as the other, but it is another value, or another type in code.',
    sentence: ({ what, was, is, versions }) =>
      `${what} is ${is} and was ${was} in ${versions}: it could be read, but programs would take it for what it is not. ${besideIt}`,
  },
  'symbol-added': {
    sentence: ({ what, is, versions }) =>
      `${what} has the new symbol ${is}, and no default in ${versions}: consumers with such a schema could not read a record that has it. Leave the symbols as they were, and add a new field beside it.`,
  },
  'symbol-removed': {
    sentence: ({ what, was, versions }) =>
      `${what} has lost the symbol ${was} of ${versions}, and has no default: records with that symbol could not be read any more. Keep the symbol, and say in the doc that it is not written any more.`,
  },
  'defaulted-symbol-removed': {
    stricterThanRegistry: 'Everybody can read on, but silently reads the default in its place.',
    sentence: ({ what, was, versions }) =>
      `${what} has lost the symbol ${was} of ${versions}: records that have it would be read as the default without a word. Keep the symbol, and say in the doc that it is not written any more.`,
  },
  'enum-default-removed': {
    stricterThanRegistry: 'This change does no harm; every symbol that is added after it does.',
    sentence: ({ what, was, versions }) =>
      `${what} has lost its default, which is ${was} in ${versions}: no symbol could be added any more. Give it back its default.`,
  },
  renamed: {
    sentence: ({ what, was, is, versions }) =>
      `${what} is called ${is} and was called ${was} in ${versions}: readers take it for another type. Give it back its name.`,
  },
  'namespace-changed': {
    stricterThanRegistry:
      'Avro’s Java compares names without their namespaces; avsc, and classes that were generated, go by both.',
    sentence: ({ what, was, is, versions }) =>
      `${what} is in the namespace ${is} and was in ${was} in ${versions}: many readers take it for another type. Give it back its namespace.`,
  },
  alias: {
    stricterThanRegistry:
      'Only new consumers follow an alias: others would silently read the default of what was renamed.',
    sentence: ({ what, is }) =>
      `${what} has the alias ${is}: consumers with a released version do not know of it, and would read a default in its place. Take the alias away, keep what was there, and add the new one beside it.`,
  },
  'personal-data-declassified': {
    stricterThanRegistry: 'Avro knows nothing of it, but what is masked goes by it.',
    sentence: ({ what, was, versions }) =>
      `${what} is not classified as personal data any more, and is of the kind ${was} in ${versions}: those would see it who may not see people. Give it back its kind.`,
  },
  'default-invalid': {
    stricterThanRegistry:
      'Newer libraries take a value of any branch of a union; avsc and those before Avro 1.12 take one of the first.',
    sentence: ({ what, was, is }) =>
      `${what} has the default ${was}, which is no ${is}. Give it one that is; in a union, one of the type that comes first.`,
  },
  'schema-invalid': {
    stricterThanRegistry: 'What avsc cannot read, Calltrail itself cannot.',
    sentence: ({ is }) => `the schema is not valid Avro (${is}). Mend it.`,
  },
  unreadable: {
    sentence: ({ is, versions }) =>
      `Avro cannot read ${versions} and this schema as each other (${is}). Put back what was changed, and add new fields beside it.`,
  },
} as const satisfies Record<string, RuleEntry>

export type Rule = keyof typeof rules

/** A change that a rule refuses. */
export interface Breach extends Omit<Facts, 'versions'> {
  readonly rule: Rule
}

/** @param versions what the breach was found against; empty where it is one by itself */
export function sentenceOf({ rule, ...facts }: Breach, versions: readonly number[]): string {
  return rules[rule].sentence({ ...facts, versions: `released ${versionList(versions)}` })
}

/** `version 4`, `versions 1 to 4`, `versions 1, 3 and 4`. */
function versionList(versions: readonly number[]): string {
  const [first = 0, last = first] = [versions[0], versions.at(-1)]
  if (versions.length < 2) return `version ${first}`
  const isRange = versions.length > 2 && last - first === versions.length - 1
  return isRange ? `versions ${first} to ${last}` : `versions ${versions.slice(0, -1).join(', ')} and ${last}`
}
