/**
 * Files for Docker Compose, as the implementation of their specification reads them: what `docker compose` itself is built on.
 */
import { fileURLToPath } from 'node:url'
import { readComposeModel } from '@calltrail/deploy/compose'
import type { ComposeModel } from '@calltrail/deploy/compose'
import { provideGoTool } from '@calltrail/local'
import { execa } from 'execa'

const composeFile = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url))

/**
 * docker-compose.yml, merged with `further` files, when `env` is all that the shell has set. No file `.env` is read.
 * @throws {Error} with what the implementation has against it
 */
export async function composeModel(
  env: Readonly<Record<string, string>> = {},
  further: readonly string[] = [],
): Promise<ComposeModel> {
  const program = await provideGoTool('compose-reader', { env: process.env })
  const { exitCode, stdout, stderr } = await execa(program, [composeFile, ...further], {
    env,
    extendEnv: false,
    reject: false,
  })
  if (exitCode !== 0) throw new Error(stderr)
  return readComposeModel(stdout)
}
