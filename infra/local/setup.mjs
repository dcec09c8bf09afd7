#!/usr/bin/env node
// Installs what a fresh clone lacks. npm runs this before `start` and `test`, when there may be no node_modules yet,
// on whichever Node the machine has: so it needs no package, and nothing that Node 20 does not know.
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const oldestNode = 20
const root = fileURLToPath(new URL('../..', import.meta.url))
const lockfile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.calltrail-setup')

class SetupError extends Error {}

/** What must be installed: the packages of the lockfile, and our patches to them. */
function wanted() {
  return { packages: sha256(fs.readFileSync(lockfile)), patches: sha256(...readAll(join(root, 'patches'))) }
}

function sha256(...contents) {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content)
  return hash.digest('hex')
}

function readAll(folder) {
  if (!fs.existsSync(folder)) return []
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.patch'))
  return names.toSorted().map((name) => fs.readFileSync(join(folder, name)))
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether all is there. Packages that somebody installed by hand, by `npm install` or `npm ci`, are as good as ours. */
function isInstalled() {
  const goal = wanted()
  const stamp = readJson(stampFile)
  if (stamp?.packages === goal.packages && stamp.patches === goal.patches) return true
  const patchesMayBeOld = stamp !== undefined && stamp.patches !== goal.patches
  if (patchesMayBeOld || !packagesCorrespond()) return false
  stampInstalled()
  return true
}

/** Compares the lockfile with the one that npm keeps of what is in node_modules. */
function packagesCorrespond() {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages
  if (!installed) return false
  return Object.entries(readJson(lockfile)?.packages ?? {}).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    // What is for other systems, or could not be built on this one, is rightly absent.
    return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional)
  })
}

function stampInstalled() {
  fs.writeFileSync(stampFile, JSON.stringify(wanted()))
}

async function install() {
  console.error('Installing dependencies (npm ci) …')
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    throw new SetupError(
      `${output.trim()}\n\nDependencies could not be installed: npm ci ended with ${code}. Correct what it says above ` +
        '(often the network, or a package.json that was changed without npm install), then run this again.',
    )
  }
  if (!fs.existsSync(join(modules, '.bin', 'node'))) {
    throw new SetupError(
      "The dependencies lack Node itself: npm was told to skip install scripts. Run 'npm config delete ignore-scripts', " +
        "then 'npm ci'.",
    )
  }
  stampInstalled()
}

async function run(command, args) {
  const { spawn } = await import('node:child_process')
  const startedAt = Date.now()
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill())
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => (output += text))
  }
  const ticks = setInterval(() => {
    console.error(`Installing dependencies (npm ci) … ${Math.round((Date.now() - startedAt) / 1000)} s`)
  }, 5_000)
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: error.code, output: error.message }))
      child.once('close', (code, signal) => resolve({ code: code ?? signal, output }))
    })
  } finally {
    clearInterval(ticks)
  }
}

/** One set-up at a time: npm ci removes node_modules first. */
const setupLock = join(root, '.calltrail', 'setup.lock')

async function exclusively(work) {
  await acquire()
  const release = () => fs.rmSync(setupLock, { force: true })
  process.once('exit', release)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130))
  await work()
}

async function acquire() {
  let waiting = false
  while (!tryLock()) {
    const holder = fs.existsSync(setupLock) ? fs.readFileSync(setupLock, 'utf8') : ''
    if (holder && !isAlive(Number(holder))) takeAway(holder)
    else if (!waiting) console.error(`Waiting for another set-up (process ${holder}) …`)
    waiting = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** A link comes into being with its contents, so nobody ever reads a lock without its holder. */
function tryLock() {
  const mine = `${setupLock}.${randomUUID()}`
  fs.mkdirSync(join(root, '.calltrail'), { recursive: true })
  fs.writeFileSync(mine, String(process.pid))
  try {
    fs.linkSync(mine, setupLock)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(mine)
  }
}

/** Removes the lock of a holder that died, by renaming: of several that try, one succeeds. */
function takeAway(holder) {
  const away = `${setupLock}.${randomUUID()}`
  try {
    fs.renameSync(setupLock, away)
    // In between another one may have done the same, and locked.
    if (fs.readFileSync(away, 'utf8') !== holder) fs.linkSync(away, setupLock)
    fs.rmSync(away)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

try {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new SetupError(
      `Node ${oldestNode} or newer is needed to set Calltrail up, this is ${process.version}: install a newer one.`,
    )
  }
  if (!isInstalled()) {
    await exclusively(async () => {
      if (!isInstalled()) await install()
    })
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
