import { readFileSync } from 'node:fs'
import { avroSchemaOf } from '@calltrail/schemas'
import type { RecordSchema } from '@calltrail/schemas'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { EventDocument } from '../document.ts'
import { publicEvents } from '../public-events.ts'
import { eventsPage } from './events-page.ts'
import { shownFields } from './shown-fields.ts'

const file = readFileSync(new URL('../../../../../schemas/asyncapi.yaml', import.meta.url), 'utf8')
const read = () => parse(file) as EventDocument
const page = await eventsPage(read())

describe('the page of the events', () => {
  it.each(publicEvents)('has a row for each field of $topic.name, and a place to point to', ({ topic }) => {
    const fields = shownFields(JSON.parse(avroSchemaOf(topic.event)) as RecordSchema)
    const missing = fields.filter(({ path }) => !page.includes(`<tr id="${topic.name}/${path}">`))
    expect(missing).toEqual([])
  })

  it('leads to places only that it has', () => {
    const places = new Set(Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id))
    const leads = Array.from(page.matchAll(/ href="#([^"]+)"/g), ([, id]) => id)
    expect(leads.length).toBeGreaterThan(100)
    expect(leads.filter((id) => !places.has(id))).toEqual([])
  })

  it('fetches nothing: no script, no style sheet, no font, no picture of others, and no more than a mail takes', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object)\b|url\(|@import|@font-face/i)
    expect(Buffer.byteLength(page)).toBeLessThan(400_000)
  })

  it('shows what looks like HTML as it is written', async () => {
    const document = read()
    const hostile = '<img src=x onerror=alert(1)>"\'&`<b>`**<i>**'
    const message = document.components.messages['CallLogged']!
    const [field] = message.payload.schema.fields
    Object.assign(field!, { doc: hostile, default: hostile })
    Object.assign(message, { title: hostile, summary: hostile })
    Object.assign(message.examples[0]!, { summary: hostile, payload: { [hostile]: hostile } })
    message.bindings.kafka.key.examples.push(hostile)
    const tags = (html: string) => new Set(html.match(/<\/?[a-z0-9]+/gi))
    const shown = await eventsPage(document)
    expect(shown).toContain('&lt;img src=x')
    expect([...tags(shown)].filter((tag) => !tags(page).has(tag))).toEqual([])
    expect(shown).not.toMatch(/<i>|<b>`|onerror=alert\(1\)>/)
  })
})
