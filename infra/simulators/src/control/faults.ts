import { z } from 'zod'

const matcherSchema = z.strictObject({
  method: z.string().toUpperCase().optional(),
  /** A prefix of the path. */
  path: z.string().startsWith('/').optional(),
  /** A regular expression that occurs in the path. */
  pathPattern: z.string().refine(isRegExp, 'is not a valid regular expression').optional(),
  /** Name of a Salesforce object the request reads or writes. */
  object: z.string().optional(),
})

const actionSchema = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.json().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ hang: z.literal(true) }),
  z.strictObject({ delayMs: z.int().min(0) }),
  /** The connection breaks before the request has any effect, or after its effect and before its answer. */
  z.strictObject({ cut: z.enum(['before', 'after']) }),
  z.strictObject({
    recordError: z.strictObject({
      statusCode: z.string(),
      message: z.string(),
      fields: z.array(z.string()).default([]),
    }),
    /** Share of the records that fail. */
    rate: z.number().min(0).max(1).default(1),
    /** Only records that were sent with these field values fail. */
    where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  }),
])

const ruleSchema = z.strictObject({
  match: matcherSchema.default({}),
  /** How often the rule applies: requests, or records for a `recordError`. Without it: until it is cleared. */
  times: z.int().positive().optional(),
  probability: z.number().min(0).max(1).default(1),
  do: actionSchema,
})

/** What `POST /_control/faults` takes: a part that is absent stays as it is. */
export const faultSettingsSchema = z.strictObject({
  latencyMs: z
    .strictObject({ base: z.int().min(0).default(0), perRecord: z.number().min(0).default(0) })
    .optional(),
  rules: z.array(ruleSchema).optional(),
})

export type FaultSettings = z.input<typeof faultSettingsSchema>
export type FaultAction = z.output<typeof actionSchema>
type FaultRule = z.output<typeof ruleSchema>
type RecordErrorAction = Extract<FaultAction, { recordError: unknown }>
export type RecordError = RecordErrorAction['recordError']

/** A request as fault rules see it. */
export interface FaultableCall {
  readonly method: string
  readonly path: string
  readonly objects: readonly string[]
  readonly recordCount: number
  /** The requests inside this one. A rule that means one of them applies to the request as a whole. */
  readonly parts?: readonly FaultableCall[]
}

/** Where a record was sent to: its object and, inside a composite request, the part of it. */
export interface RecordPlace {
  readonly object: string
  readonly part?: { readonly method: string; readonly path: string }
}

/** Decides for one record, as it was sent, whether an injected error hits it. */
export type RecordFault = (
  record: Readonly<Record<string, unknown>>,
  place: RecordPlace,
) => RecordError | undefined

interface ArmedRule extends FaultRule {
  applied: number
}

interface RecordErrorRule extends ArmedRule {
  do: RecordErrorAction
}

function makesRecordErrors(rule: ArmedRule): rule is RecordErrorRule {
  return 'recordError' in rule.do
}

/** The faults and the latency that are set at the moment. The first rule that matches and has uses left applies. */
export class Faults {
  #rules: ArmedRule[] = []
  #latency = { base: 0, perRecord: 0 }
  readonly #random: () => number

  /** @param random uniform in [0, 1): seeded by the simulators, so that a run can be repeated. */
  constructor(random: () => number) {
    this.#random = random
  }

  set(settings: z.output<typeof faultSettingsSchema>): void {
    if (settings.latencyMs) this.#latency = settings.latencyMs
    if (settings.rules) this.#rules = settings.rules.map((rule) => ({ ...rule, applied: 0 }))
  }

  clear(): void {
    this.#rules = []
    this.#latency = { base: 0, perRecord: 0 }
  }

  /** The settings, with how often each rule has applied. */
  list(): unknown {
    return { latencyMs: this.#latency, rules: this.#rules }
  }

  latencyMs(call: FaultableCall): number {
    return this.#latency.base + this.#latency.perRecord * call.recordCount
  }

  /** The fault for this request, counted as applied. A record error is counted when it hits a record. */
  take(call: FaultableCall): FaultAction | undefined {
    const rule = this.#rules.find((candidate) => this.#applies(candidate, call))
    if (!rule) return undefined
    if (!('recordError' in rule.do)) rule.applied += 1
    return rule.do
  }

  /**
   * Judges the records of a request that was hit by `action`, and by those record errors after it that are meant for the request as well.
   * Those before it have had their chance.
   */
  recordFault(action: RecordErrorAction, call: FaultableCall): RecordFault {
    const rules = this.#rules.filter(makesRecordErrors)
    const own = rules.findIndex((rule) => rule.do === action)
    const meant = rules.filter((rule, index) => index === own || (index > own && this.#applies(rule, call)))
    return (record, place) => {
      const rule = meant.find((candidate) => this.#hits(candidate, record, place, call))
      if (!rule) return undefined
      rule.applied += 1
      return rule.do.recordError
    }
  }

  #hits(
    rule: RecordErrorRule,
    record: Readonly<Record<string, unknown>>,
    { object, part }: RecordPlace,
    call: FaultableCall,
  ): boolean {
    if (isSpent(rule)) return false
    const isObject = rule.match.object === undefined || rule.match.object === object
    if (!isObject || !(isAt(rule, call) || (part && isAt(rule, part)))) return false
    const isMeant = Object.entries(rule.do.where).every(([field, value]) => record[field] === value)
    return isMeant && this.#random() < rule.do.rate
  }

  #applies(rule: ArmedRule, call: FaultableCall): boolean {
    const isMeant = [call, ...(call.parts ?? [])].some((candidate) => {
      const { object } = rule.match
      return isAt(rule, candidate) && (object === undefined || candidate.objects.includes(object))
    })
    return !isSpent(rule) && isMeant && this.#random() < rule.probability
  }
}

function isAt({ match }: ArmedRule, call: { readonly method: string; readonly path: string }): boolean {
  const { method, path, pathPattern } = match
  return (
    (method === undefined || method === call.method) &&
    (path === undefined || call.path.startsWith(path)) &&
    (pathPattern === undefined || new RegExp(pathPattern).test(call.path))
  )
}

function isSpent(rule: ArmedRule): boolean {
  return rule.times !== undefined && rule.applied >= rule.times
}

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
