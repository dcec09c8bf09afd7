import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Applies to the packages in `app` those of our patches whose package is there. One that does not fit fails.
 * @param root of the repository
 */
export async function applyPatches(root: string, app: string): Promise<void> {
  const wanted = readdirSync(join(root, 'patches')).filter((file) =>
    existsSync(join(app, 'node_modules', patchedPackage(file))),
  )
  if (wanted.length === 0) return
  for (const file of wanted) cpSync(join(root, 'patches', file), join(app, 'patches', file))
  const patchPackage = fileURLToPath(import.meta.resolve('patch-package'))
  const options = ['--error-on-fail', '--error-on-warn']
  await promisify(execFile)(process.execPath, [patchPackage, ...options], { cwd: app })
}

/** @param file as patch-package calls it: `avsc+5.7.9.patch`, `@scope+name+1.0.0.patch` */
export function patchedPackage(file: string): string {
  return file.split('+').slice(0, -1).join('/')
}
