/** A quota and what is used of it. */
export interface Usage {
  readonly used: number
  readonly limit: number
}

export interface LimitInfo {
  /** The org's daily API allocation. */
  readonly org?: Usage
  /** The part of it that the connected app is granted, where it is. */
  readonly app?: Usage
}

/**
 * What `Sforce-Limit-Info` says, such as `api-usage=18/5000` or `api-usage=25/5000; per-app-api-usage=17/250(appName=calltrail)`.
 * Parts that are of no use to us (`api-bursts`), or that are none, are passed over.
 */
export function readLimitInfo(header: string | string[] | undefined): LimitInfo {
  const parts = [header ?? []].flat().flatMap((line) => line.split(';'))
  const usages = new Map(
    parts.flatMap((part) => {
      const [, name, used, limit] = /^\s*([\w-]+)\s*=\s*(\d+)\s*\/\s*(\d+)/.exec(part) ?? []
      return name ? [[name, { used: Number(used), limit: Number(limit) }] as const] : []
    }),
  )
  const [org, app] = [usages.get('api-usage'), usages.get('per-app-api-usage')]
  return { ...(org && { org }), ...(app && { app }) }
}
