import { accessPage } from './access-page.ts'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'
import { metricsPage } from './metrics-page.ts'

/** Each generated page, by its address. */
export function pages(): { url: URL; text: string }[] {
  return [
    { url: docs('configuration.md'), text: configurationPage() },
    { url: docs('errors.md'), text: errorsPage() },
    { url: docs('kafka-access.md'), text: accessPage() },
    { url: docs('metrics.md'), text: metricsPage() },
  ]
}

function docs(name: string): URL {
  return new URL(`../../../docs/${name}`, import.meta.url)
}
