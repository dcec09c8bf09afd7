/**
 * Signs that a fault bit: what must have been seen of it when all is over. Pure.
 */
import type { Circuit } from '@calltrail/runtime'
import type { ServiceName } from '../../kit/service-process.ts'
import type { Audit } from './ledger.ts'

/** What is known when a fault is over. */
export interface Evidence {
  readonly audit: Audit
  /** How the ingress answered, and how often. */
  readonly answers: Readonly<Record<string, number>>
  /** What each replica wrote meanwhile, by `<service>-<number>`. */
  readonly logs: ReadonlyMap<string, readonly string[]>
}

/** @returns what was not seen and should have been */
export type Sign = (evidence: Evidence) => string | undefined

/** @param answers of which one must have been given */
export function answered(...answers: readonly string[]): Sign {
  return (evidence) =>
    answers.some((answer) => (evidence.answers[answer] ?? 0) > 0)
      ? undefined
      : `no webhook met ‘${answers.join('’ or ‘')}’`
}

/** Every one of the services found the dependency out, and said so. */
export function circuitOpened(dependency: Circuit['dependency'], ...services: readonly ServiceName[]): Sign {
  return ({ logs }) => {
    const unaware = services.filter((service) => !linesOf(service, logs).some(isOutage))
    return unaware.length === 0 ? undefined : `no outage of ${dependency} was met by: ${unaware.join(', ')}`
  }

  function isOutage(line: string): boolean {
    return line.includes('"msg":"dependency is out"') && line.includes(`"dependency":"${dependency}"`)
  }
}

function linesOf(service: ServiceName, logs: Evidence['logs']): string[] {
  return [...logs].flatMap(([replica, lines]) => (replica.startsWith(`${service}-`) ? lines : []))
}

export const retriesSeen: Sign = ({ audit }) => (audit.retried > 0 ? undefined : 'no call was retried')

export const deadLettersSeen: Sign = ({ audit }) =>
  audit.deadLettered > 0 ? undefined : 'no call was dead-lettered'

export const contactErrorsSeen: Sign = ({ audit }) =>
  audit.contactErrors.length > 0 ? undefined : 'every contact could be written'
