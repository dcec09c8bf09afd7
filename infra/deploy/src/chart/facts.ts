/**
 * What the chart's templates go by, so that none of them repeats a port, a topic, a default or a rule that the code declares. Where one
 * treats a variable by itself, it spells its name; a test sees that there is such a variable.
 */
import { doorConfig, ingressConfig } from '@calltrail/ingress/config'
import { openDoors } from '@calltrail/ingress/doors'
import { loadConfig, stopDeadlineMs } from '@calltrail/runtime'
import type { ConfigKey } from '@calltrail/runtime'
import { healthPort, processes } from '../processes.ts'
import type { DeployedProcess } from '../processes.ts'
import { variablesOf } from './variables.ts'
import type { ChartVariable } from './variables.ts'

/** As the images have them; a test compares. */
export const imageFacts = {
  userId: 65_532,
  spoolDirectory: '/var/lib/calltrail/spool',
  webhookPort: 3_000,
} as const

/** `files/facts.json` of the chart. */
export function chartFacts(): object {
  return {
    ...imageFacts,
    healthPort,
    stopSeconds: Math.ceil(stopDeadlineMs / 1_000),
    spoolMaxBytes: ingressConfig.spoolMaxBytes.fallback,
    doors: doors(),
    processes: Object.fromEntries(processes.map((process) => [process.name, factsOf(process)])),
  }
}

/** Each way in, and the variable that opens it. */
function doors(): { opens: string; path: string }[] {
  return Object.values(doorConfig)
    .filter(({ secret }) => secret)
    .map(({ env }) => {
      const [door] = openDoors(loadConfig(doorConfig, { [env]: 'a secret that is long enough' }))
      return { opens: env, path: door!.path }
    })
}

function factsOf(process: DeployedProcess): object {
  const { runs, stage } = process
  return {
    runs,
    variables: Object.fromEntries(variablesOf(process).map((variable) => [variable.env, rulesOf(variable)])),
    ...(stage && { stage: { group: stage.consumerGroup, topic: stage.input.name } }),
  }
}

function rulesOf({ doc, given, shape, key }: ChartVariable): object {
  const { minimum, maximum } = shape
  const needs = key && needsOf(key)
  return { given, minimum, maximum, ...needs, ...(needs && isNeeded(needs) && { doc }) }
}

interface Needs extends Pick<ConfigKey, 'requiredWith' | 'requiredWithout' | 'excludes' | 'onlyWith'> {
  readonly required?: true
  readonly givenBy?: string
  readonly requiredWhen?: { readonly env: string; readonly is: readonly string[] }
}

/** What is asked for is told with what it is. */
function isNeeded({ required, requiredWhen, requiredWith, requiredWithout }: Needs): boolean {
  return (required ?? requiredWhen ?? requiredWith ?? requiredWithout) !== undefined
}

function needsOf(key: ConfigKey): Needs {
  const { givenBy, requiredWhen, requiredWith, requiredWithout, excludes, onlyWith } = key
  return {
    ...(!('fallback' in key) && { required: true }),
    ...(givenBy && { givenBy: givenBy.env }),
    ...(requiredWhen && { requiredWhen: { env: requiredWhen.env, is: [requiredWhen.is].flat() } }),
    ...(requiredWith !== undefined && { requiredWith }),
    ...(requiredWithout !== undefined && { requiredWithout }),
    ...(excludes !== undefined && { excludes }),
    ...(onlyWith && { onlyWith }),
  }
}
