/** PromQL that several panels have in common. */

/** The service that a dashboard is of. */
export const chosen = '{service="$service"}'

/** Events that were taken, but for copies. */
export const accepted = 'calltrail_accepted_events_total{status=~"accepted|spooled"}'

/** How long the quickest `share` of calls took from the webhook to Salesforce at most, in seconds. */
export function waitOf(share: number): string {
  return quantile(share, 'calltrail_webhook_to_logged_seconds_bucket', '10m')
}

/** @param buckets a histogram's, with the labels to choose by */
export function quantile(share: number, buckets: string, window: string): string {
  return `histogram_quantile(${share}, sum by (le) (rate(${buckets}[${window}])))`
}

export function perMinute(counter: string): string {
  return `60 * sum(rate(${counter}[$__rate_interval]))`
}

export function perMinuteBy(labels: string, counter: string): string {
  return `60 * sum by (${labels}) (rate(${counter}[$__rate_interval]))`
}
