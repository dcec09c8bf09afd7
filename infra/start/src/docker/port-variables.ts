/**
 * Where docker-compose.yml is published on this machine: it names the variable for another port beside each.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@calltrail/runtime'

export const composeFile = fileURLToPath(new URL('../../../../docker-compose.yml', import.meta.url))

interface PortVariable {
  readonly name: string
  /** The port when the variable is not set. */
  readonly usual: string
}

function portVariables(): PortVariable[] {
  const text = readFileSync(composeFile, 'utf8')
  return [...text.matchAll(/127\.0\.0\.1:\$\{(\w+):-(\d+)\}/g)].map(([, name = '', usual = '']) => ({
    name,
    usual,
  }))
}

/** What is wrong with the ports that are asked for, a sentence each that begins with the variable. */
export function portProblems(env: Environment): string[] {
  const asked = new Set(['PORT', ...portVariables().map(({ name }) => name)])
  return [...asked]
    .filter((name) => env[name] && !isPort(env[name]))
    .map((name) => `${name} must be a port, from 1 to 65535 (it is ${JSON.stringify(env[name])}).`)
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}

/**
 * Undefined when something else is wrong. Engines say it as `Bind for 127.0.0.1:3000 failed: port is already allocated`, or as
 * `listen tcp4 127.0.0.1:3000: bind: address already in use`.
 */
export function takenPort(stderr: string): number | undefined {
  const line = stderr.split('\n').find((text) => /already (allocated|in use)/.test(text))
  const port = line && /127\.0\.0\.1:(\d+)/.exec(line)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** A sentence for the user. */
export function portIsTaken(port: number, env: Environment): string {
  const variable = portVariables().find(({ name, usual }) => Number(env[name] || usual) === port)
  return `Port ${port} of this machine is taken. Free it, or set ${variable?.name} to another one.`
}
