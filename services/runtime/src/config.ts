/**
 * Configuration from environment variables: a line per key, every problem reported at once, by name.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** One variable: its name, how its text is read, its default, and a sentence about it. */
export interface ConfigKey<Value = unknown> {
  readonly env: string
  readonly parse: z.ZodType<Value, string>
  /** Used when the variable is not set. A key without one is required. */
  readonly fallback?: NoInfer<Value>
  /** What another variable, when it is set, gives to a key that is not. */
  readonly givenBy?: { readonly env: string; readonly as: (raw: string) => string }
  /** Makes a key with a fallback required when another variable has this value, or one of these. */
  readonly requiredWhen?: { readonly env: string; readonly is: string | readonly string[] }
  /** Makes a key with a fallback required when another variable is set: a pair. */
  readonly requiredWith?: string
  /** Makes a key with a fallback required when another variable is not set: the one or the other. */
  readonly requiredWithout?: string
  /** A variable that must not be set beside this one. */
  readonly excludes?: string
  /** Another variable without one of whose values this one would be set in vain, which nobody means. */
  readonly onlyWith?: { readonly env: string; readonly is: readonly string[] }
  /** What is wrong with a text that can be read, such as that it does not go with another variable's: the sentence without its subject. */
  readonly check?: (raw: string, read: (env: string) => string | undefined) => string | undefined
  /** A secret is never printed. */
  readonly secret?: true
  /** Nor is this: no secret, but one may stand there by mistake. */
  readonly unshown?: true
  readonly doc: string
}

export type ConfigSpec = Readonly<Record<string, ConfigKey>>
export type Config<Spec extends ConfigSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends ConfigKey<infer Value> ? Value : never
}
export type Environment = Readonly<Record<string, string | undefined>>

export function key<Value>(definition: ConfigKey<Value>): ConfigKey<Value> {
  return definition
}

export const text = z.string().trim().min(1, 'must not be blank')
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((url) => url.replace(/\/+$/, ''))
export const textList = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine((list) => list.length > 0, 'must have at least one entry')

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> {
  return z
    .string()
    .trim()
    .regex(/^-?\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
}

export function oneOf<const Value extends string>(
  values: readonly Value[],
  error = `must be one of ${values.join(', ')}`,
): z.ZodType<Value, string> {
  return z.string().pipe(z.enum(values, { error }))
}

/** The process cannot start. Each problem is a sentence that begins with the variable's name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/**
 * Reads every key of `spec`. `NAME_FILE` may name a file that holds the value instead of `NAME`; an empty variable counts as not set.
 * @throws {ConfigError} with all problems
 */
export function loadConfig<Spec extends ConfigSpec>(spec: Spec, env: Environment): Config<Spec> {
  const problems: string[] = []
  const values = Object.entries(spec).map(([name, definition]) => {
    try {
      return [name, readKey(definition, env)]
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
      return [name, undefined]
    }
  })
  // Two keys may find the same fault in a variable that both look at.
  if (problems.length > 0) throw new ConfigError([...new Set(problems)])
  return Object.fromEntries(values)
}

/** What `read` returns; undefined when it throws a {@link ConfigError}, whose problems are added. */
export function attempt<Value>(read: () => Value, problems: string[]): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

function readKey(definition: ConfigKey, env: Environment): unknown {
  const raw = rawValue(definition.env, env) ?? givenValue(definition, env)
  if (raw === undefined) {
    const need = reasonToRequire(definition, env)
    if (need) throw new ConfigError([`${definition.env} is not set, and ${need}. ${definition.doc}`])
    if ('fallback' in definition) return definition.fallback
    throw new ConfigError([`${definition.env} is not set. ${definition.doc}`])
  }
  if (definition.excludes && rawValue(definition.excludes, env) !== undefined) {
    throw new ConfigError([`${definition.env} and ${definition.excludes} are both set. Set one of them.`])
  }
  const { onlyWith } = definition
  if (onlyWith && !onlyWith.is.includes(rawValue(onlyWith.env, env) ?? '')) {
    throw new ConfigError([
      `${definition.env} is set, but ${onlyWith.env} is not ${anyOf(onlyWith.is)}. Set both, or neither.`,
    ])
  }
  const result = definition.parse.safeParse(raw)
  if (result.success) {
    const problem = definition.check?.(raw, (name) => rawValue(name, env))
    if (problem === undefined) return result.data
    throw new ConfigError([`${definition.env} ${problem}. ${definition.doc}`])
  }
  const shown = definition.secret || definition.unshown ? '' : ` (it is ${JSON.stringify(withoutUser(raw))})`
  throw new ConfigError(
    result.error.issues.map(
      ({ message }) => `${definition.env} ${asSentence(`${message}${shown}`)} ${definition.doc}`,
    ),
  )
}

/** What another variable has to do with it that a key with a fallback is required after all. */
function reasonToRequire(
  { requiredWhen, requiredWith, requiredWithout }: ConfigKey,
  env: Environment,
): string | undefined {
  const required = requiredWhen && rawValue(requiredWhen.env, env)
  if (requiredWhen && required !== undefined && [requiredWhen.is].flat().includes(required))
    return `${requiredWhen.env}=${required} needs it`
  if (requiredWith && rawValue(requiredWith, env) !== undefined) return `${requiredWith} needs it`
  if (requiredWithout && rawValue(requiredWithout, env) === undefined)
    return `neither is ${requiredWithout}, which could stand in for it`
  return undefined
}

/** Of an address, also of one that is none, what stands before the host may be a password. */
function withoutUser(address: string): string {
  return address.replace(/^(?:(.*?:\/\/).*|.*:.*)@/s, '$1…@')
}

function asSentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`
}

function anyOf(values: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(values)
}

function givenValue({ givenBy }: ConfigKey, env: Environment): string | undefined {
  const raw = givenBy && rawValue(givenBy.env, env)
  return raw === undefined ? undefined : givenBy?.as(raw.trim())
}

function rawValue(name: string, env: Environment): string | undefined {
  const direct = env[name] || undefined
  const file = env[`${name}_FILE`] || undefined
  if (direct !== undefined && file !== undefined) {
    throw new ConfigError([`${name} and ${name}_FILE are both set. Set one of them.`])
  }
  if (file === undefined) return direct
  try {
    return readFileSync(file, 'utf8').trimEnd() || undefined
  } catch (error) {
    throw new ConfigError([
      `${name}_FILE cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`,
    ])
  }
}
