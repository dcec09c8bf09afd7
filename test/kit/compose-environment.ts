/**
 * The environments that docker-compose.yml gives its services where nobody has set anything.
 */
import { composeModel } from './compose-file.ts'

/**
 * @param addresses for the addresses of other containers, where they are here: `{ 'kafka:9092': '127.0.0.1:24711' }`
 * @throws {Error} when there is no such service, or one has the address of a container that is not in `addresses`
 */
export async function composeEnvironment(
  name: string,
  addresses: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const { services } = await composeModel()
  const service = services[name]
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`)
  const entries = Object.entries(service.environment).flatMap(([variable, value]): [string, string][] => {
    // Only named, and nobody has set it.
    if (value === null) return []
    const text = Object.entries(addresses).reduce(
      (sofar, [there, here]) => sofar.replaceAll(there, here),
      value,
    )
    const elsewhere = Object.keys(services).find((other) => new RegExp(`(^|/)${other}:\\d`).test(text))
    if (elsewhere)
      throw new Error(`${variable} of ${name} is ${text}, and where ${elsewhere} is here is not known`)
    return [[variable, text]]
  })
  return Object.fromEntries(entries)
}
