/**
 * Whether the environments that docker-compose.yml gives its services are such as they can start with.
 */
import { ConfigError, loadConfig } from '@calltrail/runtime'
import { images } from '../images.ts'
import type { ComposeModel, ComposeService } from './compose-model.ts'

/** What is wrong, a sentence each that begins with the service and names the variable. Empty when every process could start. */
export function environmentProblems(model: ComposeModel): string[] {
  return images.flatMap(({ name, config }) => {
    const service = model.services[name]
    if (!service) return []
    try {
      loadConfig(config, environmentOf(service, model))
      return []
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return error.problems.map((problem) => `${name}: ${problem}`)
    }
  })
}

/** As the process will see it, but for secrets: of those this machine has the files somewhere else. */
function environmentOf(service: ComposeService, { secrets }: ComposeModel): Record<string, string> {
  const files = new Map(
    service.secrets.map(({ source, target = source }) => [
      target.startsWith('/') ? target : `/run/secrets/${target}`,
      secrets[source]?.file,
    ]),
  )
  return Object.fromEntries(
    Object.entries(service.environment).flatMap(([name, value]) =>
      value === null ? [] : [[name, (name.endsWith('_FILE') && files.get(value)) || value]],
    ),
  )
}
