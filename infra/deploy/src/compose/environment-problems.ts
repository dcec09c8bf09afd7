/**
 * Whether the environments that docker-compose.yml gives its services are such as they can start with.
 */
import { attempt, loadConfig } from '@calltrail/runtime'
import { images } from '../images.ts'
import { pathVariables } from '../path-variables.ts'
import type { ComposeModel, ComposeService } from './compose-model.ts'

/** By this name a container reaches the machine that it runs on. */
export const machineFromInside = 'host.docker.internal'

/** What docker-compose.yml has in the place of secrets, for all to read: it is published on the loopback alone. */
export const openToAll = { webhookSecret: 'for-this-laptop-only' } as const

/** What a process will have, with its files where this machine has them. */
export function environmentHere(model: ComposeModel, name: string): Readonly<Record<string, string>> {
  const service = model.services[name]
  return service ? onThisMachine(variablesOf(service), service, model) : {}
}

/** What is wrong, a sentence each that begins with the service and names the variable. Empty when every process could start. */
export function environmentProblems(model: ComposeModel): string[] {
  return images.flatMap(({ name, config }) => {
    const service = model.services[name]
    if (!service) return []
    const environment = variablesOf(service)
    const known = new Set(Object.values(config).map(({ env }) => env))
    const elsewhere = elsewhereProblems(service, model, environment, known)
    const problems: string[] = []
    attempt(() => loadConfig(config, environmentHere(model, name)), problems)
    const others = problems.filter((problem) => !elsewhere.has(problem.split(' ')[0]!))
    return [...elsewhere.values(), ...others].map((problem) => `${name}: ${problem}`)
  })
}

function variablesOf({ environment }: ComposeService): [string, string][] {
  return Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]))
}

/** Values that a container understands otherwise than the machine on which they were written: a sentence by variable. */
function elsewhereProblems(
  service: ComposeService,
  model: ComposeModel,
  environment: readonly (readonly [string, string])[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const problems = new Map<string, string>()
  for (const [variable, value] of environment) {
    if (known.has(variable) && !variable.endsWith('HOST') && namesLoopback(value)) {
      problems.set(
        variable,
        `${variable} is an address of this machine, which in a container is the container itself. Write ${machineFromInside} in the place of the host.`,
      )
    }
    if (namesFile(variable, known) && sourceOf(value, service, model) === undefined) {
      problems.set(
        variable,
        `${variable} names a file that is not mounted (it is ${JSON.stringify(value)}). Mount it by docker-compose.override.yml (docs/docker.md), and name it as the container has it.`,
      )
    }
  }
  return problems
}

/** In an address, or in a list of `host:port`. */
function namesLoopback(value: string): boolean {
  return value
    .split(',')
    .some((one) => /^\s*(\w+:\/\/([^/@]*@)?)?(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+|\/|\s*$)/i.test(one))
}

function namesFile(variable: string, known: ReadonlySet<string>): boolean {
  return (
    known.has(variable.replace(/_FILE$/, '')) && (pathVariables.has(variable) || variable.endsWith('_FILE'))
  )
}

/** Where on this machine is what a container has at a path; undefined when nothing is mounted there. */
function sourceOf(path: string, service: ComposeService, { secrets }: ComposeModel): string | undefined {
  for (const { source, target = source } of service.secrets) {
    if (path === (target.startsWith('/') ? target : `/run/secrets/${target}`)) return secrets[source]?.file
  }
  for (const { type, source, target } of service.volumes) {
    const isInside = path === target || path.startsWith(`${target}/`)
    if (type === 'bind' && source !== undefined && isInside) return source + path.slice(target.length)
  }
  return undefined
}

/** As the process will see it, but with the files where this machine has them. */
function onThisMachine(
  environment: readonly (readonly [string, string])[],
  service: ComposeService,
  model: ComposeModel,
): Record<string, string> {
  return Object.fromEntries(
    environment.map(([variable, value]) => [
      variable,
      (variable.endsWith('_FILE') && sourceOf(value, service, model)) || value,
    ]),
  )
}
