/**
 * A process that is started exactly as its image would be, by what the Dockerfile says: the command, the user, the environment, a root
 * that has only what the image has and cannot be written to. The network is this machine's.
 */
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWatchdog } from '@calltrail/local'
import { imageStart } from '@calltrail/image/dockerfile'
import { execa, execaSync } from 'execa'
import { devices } from './staged-images.ts'
import type { StagedImages } from './staged-images.ts'

const image = imageStart()
/** As a shell of the image would find its commands. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const stateDirectory = '/var/lib/calltrail'

/**
 * Builds the walls in namespaces of its own, and goes behind them as the image's user. What is said by `$0` and after it: the root, the
 * `/app`, the state, the device files, then the command.
 */
const walls = `
set -eu
root=$1 app=$2 state=$3 devices=$4
shift 4
mount --bind "$root" "$root"
mount --bind "$app" "$root/app"
mount --bind "$state" "$root${stateDirectory}"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
for device in $devices; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount -o remount,bind,ro "$root"
mount -o remount,bind,ro "$root/app"
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \
  unshare --root="$root" --wd="${image.directory}" --setgid=${image.gid} --setuid=${image.uid} -- "$@"
`

/** Why processes of this machine's user cannot be walled in, or undefined when they can. */
export const wallsMissing: string | undefined = reasonForNoWalls()

function reasonForNoWalls(): string | undefined {
  if (process.platform !== 'linux') return `${process.platform} has no namespaces`
  if (process.getuid?.() !== 0) return 'only root may mount'
  const { exitCode } = execaSync(
    'unshare',
    ['--mount', '--pid', '--fork', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'],
    { reject: false },
  )
  const { exitCode: noSetpriv } = execaSync('setpriv', ['--version'], { reject: false })
  return exitCode === 0 && noSetpriv === 0
    ? undefined
    : 'this machine lets not even root mount, or lacks unshare or setpriv of util-linux'
}

export type Environment = Readonly<Record<string, string>>

export interface ImageProcess extends AsyncDisposable {
  /** All it has written so far. */
  readonly output: () => string
  readonly exited: Promise<number | undefined>
  /** The process itself, as this machine numbers it; once it runs. */
  pid(): Promise<number>
  /** Runs another command in the same image, with the same variables, as `docker exec` would. */
  run(command: readonly string[]): Promise<{ readonly exitCode: number | undefined; readonly output: string }>
  /** Sends SIGTERM, as an engine does. */
  stop(): Promise<void>
}

/**
 * @param environment what it has beside the image's own variables, or instead of them
 * @param args after the image's command
 */
export async function startAsInImage(
  images: StagedImages,
  name: string,
  environment: Environment,
  args: readonly string[] = [],
): Promise<ImageProcess> {
  const state = await mkdtemp(join(tmpdir(), `calltrail-state-${name}-`))
  const spool = join(state, 'spool')
  await mkdir(spool)
  if (!wallsMissing) await Promise.all([state, spool].map((folder) => chown(folder, image.uid, image.gid)))
  const variables = { ...image.environment, ...environment }

  const child = launch([...image.command, ...args])
  const watchdog = startWatchdog(state)
  if (child.pid !== undefined) watchdog.guard(child.pid)
  let output = ''
  child.all.setEncoding('utf8').on('data', (text: string) => (output += text))
  const outputEnded = once(child.all, 'close')
  const exited = child.then(async ({ exitCode }) => {
    await Promise.all([outputEnded, watchdog[Symbol.asyncDispose]()])
    await rm(state, { recursive: true, force: true })
    return exitCode
  })

  function launch(command: readonly string[]) {
    const options = { extendEnv: false, reject: false, all: true, stdin: 'ignore', detached: true } as const
    if (!wallsMissing) {
      const into = [images.base, images.app(name), state, devices.join(' ')]
      return execa(
        'unshare',
        ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', walls, 'walls', ...into, ...command],
        { ...options, env: { PATH: path, ...variables }, cwd: '/' },
      )
    }
    const [, ...rest] = command.map((word) => word.replace(/^\/app\//, `${images.app(name)}/`))
    return execa(process.execPath, rest, {
      ...options,
      cwd: images.app(name),
      env: { PATH: path, ...variables, SPOOL_DIRECTORY: spool },
    })
  }

  /** Behind the walls it is the child of \`unshare\`. */
  async function pid(): Promise<number> {
    if (wallsMissing) return child.pid!
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
    return Number(children.trim())
  }

  async function stop(): Promise<void> {
    process.kill(await pid(), 'SIGTERM')
  }

  return {
    output: () => output,
    exited,
    pid,
    stop,
    async run(command) {
      const { exitCode, all } = await launch(command)
      return { exitCode, output: all }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
