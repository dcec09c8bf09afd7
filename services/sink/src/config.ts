import { key, oneOf, salesforceConfig } from '@calltrail/runtime'
import { z } from 'zod'

export const sinkConfig = {
  ...salesforceConfig,
  salesforceTimeZone: key({
    env: 'SALESFORCE_TIME_ZONE',
    parse: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin'),
    fallback: 'UTC',
    doc: 'The org’s time zone, which decides the day a call is logged on.',
  }),
  unknownCaller: key({
    env: 'UNKNOWN_CALLER',
    parse: oneOf(['skip', 'create-contact', 'log-to-account']),
    fallback: 'skip',
    doc: 'What happens to the call of somebody who is no contact.',
  }),
  unknownCallerAccountId: key<string | null>({
    env: 'UNKNOWN_CALLER_ACCOUNT_ID',
    parse: z
      .string()
      .regex(/^001[A-Za-z0-9]{12}([A-Z0-5]{3})?$/, 'must be the id of an account, which begins with 001'),
    fallback: null,
    requiredWhen: { env: 'UNKNOWN_CALLER', is: 'log-to-account' },
    doc: 'Account that calls of unknown callers are logged to when UNKNOWN_CALLER is log-to-account.',
  }),
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
