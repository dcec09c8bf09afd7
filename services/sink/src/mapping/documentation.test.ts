/** docs/field-mapping.md, which administrators write their files by. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { MappingProblem } from './fitted-mapping.ts'
import { fieldOptions } from './mapping-file.ts'
import { readMapping } from './read-mapping.ts'
import { variableNames } from './variables.ts'

const page = readFileSync(new URL('../../../../docs/field-mapping.md', import.meta.url), 'utf8')
const code = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text))
/** Members of a group are listed after its first one: `contact.id`, `.name`. */
const isNamed = (name: string) => code.has(name) || code.has(name.replace(/^\w+(?=\.)/, ''))

const problems = {
  missing: true,
  'read-only': true,
  'not-createable': true,
  'not-updateable': true,
  'picklist-value': true,
  'wrong-type': true,
  'too-short': true,
  'not-unique-external-id': true,
} as const satisfies Record<MappingProblem, true>

describe('the page about field mapping names', () => {
  it.each<[string, readonly string[]]>([
    ['every variable', variableNames],
    ['every option', fieldOptions],
    ['every problem', Object.keys(problems)],
    [
      'every field of the defaults',
      [...readMapping().task, ...readMapping().contact].map(({ field }) => field),
    ],
  ])('%s', (_, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !isNamed(name))).toEqual([])
  })

  it('no variable that there is not', () => {
    const table = page.split('## Variables')[1]!.split('\n## ')[0]!
    const rows = table.split('\n').filter((row) => row.startsWith('| `'))
    const listed = rows.flatMap((row) => {
      const names = [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!)
      const group = names[0]!.split('.')[0]!
      return names.map((name) => (name.startsWith('.') ? `${group}${name}` : name))
    })
    const known = new Set([...variableNames, 'attributes.…'])
    expect(listed.filter((name) => !known.has(name))).toEqual([])
  })
})

it.each([...page.matchAll(/```json\n([^`]+)```/g)].map(([, example]) => [example!]))(
  'its example is a mapping file: %s',
  (example) => {
    expect(() => readMapping(example)).not.toThrow()
  },
)
