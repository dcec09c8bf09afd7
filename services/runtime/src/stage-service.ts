import type { EventName } from '@calltrail/schemas'
import { loadConfig } from './config.ts'
import type { Config, ConfigSpec, Environment } from './config.ts'
import { healthConfig, serveHealth } from './health.ts'
import { connectKafka, kafkaConfig } from './kafka/connection.ts'
import { runStage } from './kafka/run-stage.ts'
import { stageConfig } from './kafka/stage-config.ts'
import type { Stage } from './kafka/stage.ts'
import { runService } from './lifecycle.ts'
import type { Life } from './lifecycle.ts'
import { Circuits } from './outage/circuits.ts'
import { connectRegistry } from './registry/codec.ts'
import { registryConfig } from './registry/registry-address.ts'
import { observeCircuits } from './telemetry/circuit-metrics.ts'

/** What every service that runs a stage is configured with. */
export const stageServiceConfig = { ...kafkaConfig, ...registryConfig, ...stageConfig, ...healthConfig }

/** What a process that runs a stage is given. */
export interface StageLife extends Life {
  readonly circuits: Circuits
}

/** Runs a process that is one stage of the pipeline: `compose` makes the stage, everything around it is here. */
export async function runStageService<Spec extends ConfigSpec, In extends EventName, Out extends EventName>(
  name: string,
  spec: Spec,
  env: Environment,
  compose: (config: Config<typeof stageServiceConfig> & Config<Spec>, life: StageLife) => Stage<In, Out>,
): Promise<void> {
  type Loaded = Config<typeof stageServiceConfig> & Config<Spec>
  const load = () => loadConfig({ ...stageServiceConfig, ...spec }, env) as Loaded
  await runService(name, env, load, async (life, config) => {
    const { log, own, fail, metrics } = life
    const circuits = new Circuits(config, log)
    observeCircuits(metrics.meter, circuits)
    const stage = compose(config, { ...life, circuits })
    const kafka = connectKafka(config, `calltrail-${name}`, log)
    const registry = connectRegistry(config)
    const running = own(
      await runStage(stage, {
        kafka,
        registry,
        circuits,
        config,
        log,
        meter: metrics.meter,
        now: Date.now,
        onFatal: fail,
      }),
      'stage',
    )
    const health = own(
      await serveHealth(config, { isReady: running.isReady, isLive: running.isLive, circuits, metrics }),
      'health port',
    )
    log.info({ healthUrl: health.url }, 'started')
  })
}
