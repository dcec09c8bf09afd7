/**
 * Which fields of an event are about people, as its schema says.
 */
import { kindOf, recordIn } from '@calltrail/schemas'
import type { PersonalDataKind, RecordSchema } from '@calltrail/schemas'

/** What is said of each kind. */
export const personalDataMeanings: Readonly<Record<PersonalDataKind, string>> = {
  none: 'Not about a person, or an id that tells nothing of one by itself.',
  phone: 'A phone number.',
  name: 'A person’s name.',
  email: 'A person’s e-mail address.',
  voice: 'Leads to the recording of a person’s voice without a login.',
  'free-text': 'Whatever somebody wrote or a call flow put there; it may say anything of anybody.',
  pseudonym:
    'Stands for a person’s data: the same for the same text, and nobody’s without the key that it was made with. In law it is still data about a person.',
}

/** Paths such as `contact.email`, by kind, without those that are about nobody. */
export function personalFields(schema: RecordSchema): Partial<Record<PersonalDataKind, string[]>> {
  const byKind = Object.groupBy(leaves(schema), ({ kind }) => kind)
  delete byKind.none
  return Object.fromEntries(
    Object.entries(byKind).map(([kind, fields]) => [kind, fields.map(({ path }) => path)]),
  )
}

function leaves({ fields }: RecordSchema, above = ''): { path: string; kind: PersonalDataKind }[] {
  return fields.flatMap((field) => {
    const path = `${above}${field.name}`
    const record = recordIn(field.type)
    return record ? leaves(record, `${path}.`) : [{ path, kind: kindOf(field) }]
  })
}
