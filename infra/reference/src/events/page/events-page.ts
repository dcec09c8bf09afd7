/**
 * The page that shows the events to people: one file, without scripts, that needs neither a server nor a network.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { filters, Liquid } from 'liquidjs'
import type { EventDocument } from '../document.ts'
import { shownDocument } from './shown-events.ts'

const escape = filters['escape'] as (this: unknown, text: string) => string
const directory = new URL('./', import.meta.url)

/** `docs/events.html` */
export async function eventsPage(document: EventDocument): Promise<string> {
  const liquid = new Liquid({
    root: fileURLToPath(directory),
    extname: '.liquid',
    // Whatever the template puts out is escaped, unless it says `raw`; what it does not know is an error.
    outputEscape: 'escape',
    strictVariables: true,
    strictFilters: true,
  })
  liquid.registerFilter('prose', {
    raw: true,
    handler(text: string) {
      return withMarks(escape.call(this, text))
    },
  })
  liquid.registerFilter('json', {
    raw: true,
    handler(text: string) {
      return withKeys(escape.call(this, text))
    },
  })
  const styles = readFileSync(new URL('events-page.css', directory), 'utf8')
  return (await liquid.renderFile('events-page', { ...shownDocument(document), styles })) as string
}

/** What our texts use of CommonMark. */
function withMarks(escaped: string): string {
  return escaped.replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>').replaceAll(/`(.+?)`/g, '<code>$1</code>')
}

/** JSON, a member per line, with the members' names marked. */
function withKeys(escaped: string): string {
  return escaped.replaceAll(/^( *)&#34;(\w+)&#34;:/gm, '$1<b>&#34;$2&#34;</b>:')
}
