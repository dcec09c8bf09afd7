/**
 * The environments that docker-compose.yml gives its services where nobody has set anything.
 */
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

const composeFile = new URL('../../docker-compose.yml', import.meta.url)

/**
 * @param addresses for the addresses of other containers, where they are here: `{ 'kafka:9092': '127.0.0.1:24711' }`
 * @throws {Error} when there is no such service, or one has the address of a container that is not in `addresses`
 */
export async function composeEnvironment(
  name: string,
  addresses: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { services } = parse(await readFile(composeFile, 'utf8'), { merge: true }) as {
    services: Record<string, { environment?: Record<string, unknown> }>
  }
  const service = services[name]
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`)
  const entries = Object.entries(service.environment ?? {}).map(([variable, value]) => {
    const text = Object.entries(addresses).reduce(
      (sofar, [there, here]) => sofar.replaceAll(there, here),
      withDefaults(String(value)),
    )
    const elsewhere = Object.keys(services).find((other) => new RegExp(`(^|/)${other}:\\d`).test(text))
    if (elsewhere)
      throw new Error(`${variable} of ${name} is ${text}, and where ${elsewhere} is here is not known`)
    return [variable, text] as const
  })
  return Object.fromEntries(entries)
}

/** `${NAME:-default}` and `${NAME-default}`, of which no name is set. */
function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+(?::?-([^}]*))?\}/g, (_, fallback: string | undefined) => fallback ?? '')
}
