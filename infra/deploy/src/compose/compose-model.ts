/**
 * docker-compose.yml as the implementation of its specification resolves it: merged, with every variable in its place.
 */
import { z } from 'zod'

const port = z.object({
  /** Absent where it listens on all interfaces. */
  host_ip: z.string().optional(),
  /** On the machine. Absent where the engine chooses one. */
  published: z.coerce.number().optional(),
  /** In the container. */
  target: z.number(),
})

const mount = z.object({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().optional(),
})

const service = z.object({
  image: z.string(),
  build: z
    .object({ context: z.string(), dockerfile: z.string(), args: z.record(z.string(), z.string()) })
    .optional(),
  profiles: z.array(z.string()).default([]),
  /** Null: what the shell has set, if anything. */
  environment: z
    .record(
      z.string(),
      z.union([z.string(), z.number().transform(String), z.boolean().transform(String), z.null()]),
    )
    .default({}),
  ports: z.array(port).default([]),
  volumes: z.array(mount).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  secrets: z.array(z.object({ source: z.string(), target: z.string().optional() })).default([]),
  healthcheck: z.object({ disable: z.boolean().optional() }).optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  privileged: z.boolean().optional(),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  mem_limit: z.union([z.string(), z.number()]).optional(),
})

const model = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  secrets: z.record(z.string(), z.object({ file: z.string().optional() })).default({}),
  volumes: z.record(z.string(), z.object({ name: z.string() })).default({}),
})

export type ComposeService = z.infer<typeof service>
export type ComposeModel = z.infer<typeof model>

/**
 * @param json what `docker compose config --format json` prints
 * @throws {z.ZodError} when it is something else
 */
export function readComposeModel(json: string): ComposeModel {
  return model.parse(JSON.parse(json))
}

/** The port of this machine at which a container's port is reached. @throws when it is not published */
export function publishedPort({ services }: ComposeModel, name: string, target: number): number {
  const found = services[name]?.ports.find((one) => one.target === target)
  if (found?.published === undefined)
    throw new Error(`port ${target} of ${name} is not published at a port that is known`)
  return found.published
}
