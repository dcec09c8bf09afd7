/**
 * One measurement that says something of several variants: made when the first of them asks, and handed out to each once.
 * @param measure makes it
 */
export function sharedMeasurement<Result>(
  measure: () => Promise<Result>,
): (variant: string) => Promise<Result> {
  let latest: Promise<Result> | undefined
  const served = new Set<string>()
  return (variant) => {
    if (latest === undefined || served.has(variant)) {
      served.clear()
      latest = measure()
    }
    served.add(variant)
    return latest
  }
}
