import { apiError } from './api-error.ts'

/** Versions 21 to 30 were retired in Summer '25. */
const OLDEST_VERSION = 31
const NEWEST_VERSION = 68

export interface VersionedPath {
  readonly version: number
  readonly basePath: string
  /** What follows the version. */
  readonly path: string
}

/** @throws ApiError 410 for a retired version, 404 for one that never was. */
export function readVersion(path: string): VersionedPath {
  const parts = /^(\/services\/data\/v(\d+)\.0)(\/.*)?$/.exec(path)
  const version = Number(parts?.[2])
  if (!parts?.[1] || version > NEWEST_VERSION)
    throw apiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  if (version < OLDEST_VERSION) {
    throw apiError(410, 'UNSUPPORTED_API_VERSION', 'The requested API version is retired or deprecated.')
  }
  return { version, basePath: parts[1], path: (parts[3] ?? '').replace(/\/$/, '') }
}

const SEASONS = ['Winter', 'Spring', 'Summer'] as const
/** Winter '26 was version 65. */
const ANCHOR = { version: 65, year: 26 }

/** The answer of `GET /services/data`. */
export function listVersions(): unknown {
  return Array.from({ length: NEWEST_VERSION - OLDEST_VERSION + 1 }, (_, index) => {
    const version = OLDEST_VERSION + index
    const steps = version - ANCHOR.version
    const season = SEASONS[((steps % SEASONS.length) + SEASONS.length) % SEASONS.length]
    const year = ANCHOR.year + Math.floor(steps / SEASONS.length)
    return { label: `${season} '${year}`, url: `/services/data/v${version}.0`, version: `${version}.0` }
  })
}
