/** Where a field's value comes from. */
import { shorten } from '@calltrail/runtime'
import type { FieldEntry, TemplateLines } from './mapping-file.ts'
import { compileTemplate } from './template.ts'
import { kindAt } from './variables.ts'
import type { Kind, Value, Variables } from './variables.ts'

export interface Source {
  /** What kinds of values it may give; none is known of a text that a call brings with it. */
  readonly kinds: ReadonlySet<Kind>
  /** The only values it can give, when they stand in the mapping. */
  readonly constants: readonly Value[] | null
  /** The variables it is taken from as they are; none of templates. */
  readonly paths: readonly string[]
  /** @param length most characters of a text; a longer one that can be cut sensibly is */
  read(variables: Variables, length: number): Value | null
}

/** @throws {Error} what is wrong, without the place in the file */
export function sourceOf(entry: FieldEntry): Source {
  const source = plainSource(entry)
  return entry.values === undefined && entry.default === undefined ? source : translated(source, entry)
}

function plainSource({ from, template, value }: FieldEntry): Source {
  if (from !== undefined) return pathSource(Array.isArray(from) ? from : [from])
  if (template !== undefined) return templateSource(template)
  return { kinds: new Set([kindOf(value!)]), constants: [value!], paths: [], read: () => value! }
}

/** The first of the paths that leads to a value. */
function pathSource(paths: readonly string[]): Source {
  const split = paths.map((path) => {
    const [root = '', ...rest] = path.split('.')
    return root === 'attributes' ? [root, rest.join('.')] : [root, ...rest]
  })
  const kinds = split.map((path, index) => {
    const kind = path.includes('') ? null : kindAt(path)
    if (kind === null) throw new Error(`there is no variable ${paths[index]}`)
    return kind
  })
  return {
    kinds: new Set(kinds),
    constants: null,
    paths,
    read: (variables) => {
      for (const path of split) {
        const value = valueAt(variables, path)
        if (value !== null) return value
      }
      return null
    },
  }
}

function valueAt(variables: Variables, [root = '', name]: readonly string[]): Value | null {
  const value = variables[root] ?? null
  if (typeof value !== 'object' || value === null) return value
  return name !== undefined && Object.hasOwn(value, name) ? value[name]! : null
}

/**
 * Lines of a list without anything to say are left out, and so are those that must be whole, when not all of the text fits: they would
 * be of no use in part, such as links.
 */
function templateSource(template: TemplateLines): Source {
  const lines = (Array.isArray(template) ? template : [template])
    .map((line) => (typeof line === 'string' ? { line, whole: false } : line))
    .map(({ line, whole }) => ({ render: compileTemplate(line), whole }))
  return {
    kinds: new Set(['text']),
    constants: null,
    paths: [],
    read(variables, length) {
      const texts = lines
        .map(({ render, whole }) => ({ text: render(variables), whole }))
        .filter(({ text }) => text !== '')
      const all = texts.map(({ text }) => text).join('\n')
      if (all.length <= length) return all || null
      const divisible = texts.filter(({ whole }) => !whole).map(({ text }) => text)
      return shorten(divisible.join('\n'), length) || null
    },
  }
}

/** With other values in place of some, and one for when there is none. */
function translated(source: Source, { values, default: otherwise }: FieldEntry): Source {
  const results = [...Object.values(values ?? {}), ...(otherwise === undefined ? [] : [otherwise])]
  const isClosed = values !== undefined || source.constants !== null
  return {
    kinds: new Set([...(values ? [] : source.kinds), ...results.map(kindOf)]),
    constants: isClosed ? [...(values ? [] : (source.constants ?? [])), ...results] : null,
    paths: values ? [] : source.paths,
    read(variables, length) {
      const value = source.read(variables, length)
      return (value === null || !values ? value : ownEntry(values, String(value))) ?? otherwise ?? null
    },
  }
}

function ownEntry(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function kindOf(value: Value): Kind {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
}
