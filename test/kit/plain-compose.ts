/**
 * docker-compose.yml as it is where nobody has set anything, for tests of what it says.
 */
import { processes } from '@calltrail/deploy'
import type { ComposeService } from '@calltrail/deploy/compose'
import { composeModel } from './compose-file.ts'

export const model = await composeModel()

/** Of the processes, those that have a container. */
export const deployed = processes.filter(({ runs }) => runs !== 'by-hand')

/** @throws {Error} when there is none of that name */
export function service(name: string): ComposeService {
  const found = model.services[name]
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`)
  return found
}
