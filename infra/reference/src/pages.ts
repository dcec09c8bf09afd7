import { accessPage } from './access-page.ts'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'
import { asyncApiFile, eventDocument } from './events/document.ts'
import { eventsPage } from './events/page/events-page.ts'
import { metricsPage } from './metrics-page.ts'
import { personalDataPage } from './personal-data-page.ts'

/** Each generated page, by its address. */
export async function pages(): Promise<{ url: URL; text: string }[]> {
  const events = await eventDocument()
  return [
    { url: docs('configuration.md'), text: configurationPage() },
    { url: docs('errors.md'), text: errorsPage() },
    { url: docs('kafka-access.md'), text: accessPage() },
    { url: docs('metrics.md'), text: metricsPage() },
    { url: docs('personal-data.md'), text: personalDataPage() },
    { url: docs('events.html'), text: await eventsPage(events) },
    { url: new URL('../../../schemas/asyncapi.yaml', import.meta.url), text: asyncApiFile(events) },
  ]
}

function docs(name: string): URL {
  return new URL(`../../../docs/${name}`, import.meta.url)
}
