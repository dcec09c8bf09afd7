import { resolve } from 'node:path'
import envPaths from 'env-paths'

/** Where everything that is downloaded or built once is kept. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  return resolve(env['CALLTRAIL_CACHE_DIR'] || envPaths('calltrail', { suffix: '' }).cache)
}
