import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Applies to the packages in `app` those of our patches whose package is there. One that does not fit fails.
 * @param root of the repository
 */
export function applyPatches(root: string, app: string): void {
  const wanted = readdirSync(join(root, 'patches')).filter((file) =>
    existsSync(join(app, 'node_modules', patchedPackage(file))),
  )
  if (wanted.length === 0) return
  for (const file of wanted) cpSync(join(root, 'patches', file), join(app, 'patches', file))
  const patchPackage = fileURLToPath(import.meta.resolve('patch-package'))
  execFileSync(process.execPath, [patchPackage, '--error-on-fail', '--error-on-warn'], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** @param file as patch-package calls it: `avsc+5.7.9.patch`, `@scope+name+1.0.0.patch` */
export function patchedPackage(file: string): string {
  return file.split('+').slice(0, -1).join('/')
}
