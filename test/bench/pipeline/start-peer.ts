/**
 * What Calltrail is compared with, where that needs packages of its own: programs in `peers`, a package that is no part of Calltrail.
 */
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { startProcess } from './start-process.ts'
import type { StartedProcess } from './start-process.ts'

const folder = new URL('../peers/', import.meta.url)
const lockFile = new URL('package-lock.json', folder)
/** npm writes it last. */
const installedFile = new URL('node_modules/.package-lock.json', folder)

/**
 * Starts a peer as it would run in production, and waits until it listens. Disposing ends it.
 * @param name its program in `peers`, without the extension
 * @param env all variables that it has, besides PATH and NODE_ENV
 * @param say told when packages are installed: that can take a minute, once
 * @throws {Error} when its packages cannot be installed, or when it ends before it listens
 */
export async function startPeer(
  name: 'kafka-hooks' | 'seed',
  env: Readonly<Record<string, string>>,
  say: (what: string) => void,
): Promise<{ readonly url: string } & StartedProcess> {
  await installPeers(say)
  const program = fileURLToPath(new URL(`${name}.js`, folder))
  return startProcess(program, { env: { NODE_ENV: 'production', ...env } })
}

/** Installs the peers' packages, exactly those of the lock file, unless they are there. */
async function installPeers(say: (what: string) => void): Promise<void> {
  if (await isInstalled()) return
  say('installs the peers’ packages')
  await execa(
    'npm',
    ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdin: 'ignore',
    },
  )
}

async function isInstalled(): Promise<boolean> {
  const [locked, installed] = await Promise.all([stat(lockFile), stat(installedFile).catch(() => undefined)])
  return installed !== undefined && installed.mtimeMs >= locked.mtimeMs
}
