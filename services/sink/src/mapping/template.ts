/** Liquid templates that see a call's variables and nothing else: no files, no other templates, a bounded amount of work. */
import { Liquid } from 'liquidjs'
import type { Template as LiquidTemplate } from 'liquidjs'
import { isGroup, kindAt } from './variables.ts'
import type { Variables } from './variables.ts'

/** Gives an empty text when there is nothing to say. */
export type Template = (variables: Variables) => string

const liquid = new Liquid({
  strictFilters: true,
  ownPropertyOnly: true,
  // In place of the file system.
  templates: {},
  locale: 'en-US',
  timezoneOffset: 0,
  parseLimit: 100_000,
  renderLimit: 1_000,
  memoryLimit: 10_000_000,
})

// What would look for other templates, or keep something from one rendering to the next.
for (const tag of ['include', 'render', 'layout', 'block', 'increment', 'decrement', 'cycle', 'tablerow']) {
  delete liquid.tags[tag]
}

/**
 * @returns a function that never throws: a template that fails for a call, by taking too long for example, has nothing to say of it
 * @throws {Error} what is wrong with the template, unknown variables and filters included
 */
export function compileTemplate(text: string): Template {
  const template = liquid.parse(text)
  const unknown = unknownVariables(template)
  if (unknown.length > 0) throw new Error(`there is no variable ${unknown.join(', ')}`)
  return (variables) => {
    try {
      return String(liquid.renderSync(template, variables)).trim()
    } catch {
      return ''
    }
  }
}

type Segments = ReturnType<Liquid['globalVariableSegmentsSync']>[number]

function unknownVariables(template: LiquidTemplate[]): string[] {
  return liquid
    .globalVariableSegmentsSync(template)
    .filter((segments) => !isKnown(segments))
    .map((segments) => segments.map((segment) => (Array.isArray(segment) ? '[…]' : segment)).join('.'))
}

function isKnown(segments: Segments): boolean {
  const names = segments.filter((segment) => typeof segment === 'string')
  if (isGroup(String(segments[0])) && names.length < 2) return true
  // Liquid tells the length of a text.
  const path = names.at(-1) === 'size' ? names.slice(0, -1) : names
  return kindAt(path) !== null || kindAt(names) !== null
}
