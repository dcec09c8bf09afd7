import { integer, key, oneOf, salesforceConfig, text, textList } from '@calltrail/runtime'
import { z } from 'zod'

const accountId = salesforceId('001', 'an account')
export const userId = salesforceId('005', 'a user')

export const sinkConfig = {
  ...salesforceConfig,
  salesforceTimeZone: key({
    env: 'SALESFORCE_TIME_ZONE',
    parse: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin'),
    fallback: 'UTC',
    doc: 'The org’s time zone, which decides the day a call is logged on.',
  }),
  fieldMappingPath: key<string | null>({
    env: 'SALESFORCE_FIELD_MAPPING',
    parse: text,
    fallback: null,
    doc: 'File that says which field of Salesforce gets what of a call, beside or in place of the defaults.',
  }),
  unknownCaller: key({
    env: 'UNKNOWN_CALLER',
    parse: oneOf(['skip', 'create-contact', 'log-to-account']),
    fallback: 'skip',
    doc: 'What happens to the call of somebody who is no contact.',
  }),
  unknownCallerAccountId: key<string | null>({
    env: 'UNKNOWN_CALLER_ACCOUNT_ID',
    parse: accountId,
    fallback: null,
    requiredWhen: { env: 'UNKNOWN_CALLER', is: 'log-to-account' },
    doc: 'Account that calls of unknown callers are logged to when UNKNOWN_CALLER is log-to-account; with create-contact, the account of the contacts that are created, without which hardly anybody sees them.',
  }),
  ownerBy: key({
    env: 'OWNER_BY',
    parse: oneOf(['email', 'mapping', 'default']),
    fallback: 'email',
    doc: 'How the Salesforce user is found who owns the Tasks of an agent: by what OWNER_MAPPING says, if anything, and then the e-mail address; by OWNER_MAPPING only; or not at all.',
  }),
  ownerMappingPath: key<string | null>({
    env: 'OWNER_MAPPING',
    parse: text,
    fallback: null,
    requiredWhen: { env: 'OWNER_BY', is: 'mapping' },
    doc: 'JSON file of Salesforce user ids by Genesys user id or e-mail address: {"agent@acme.example": "005…"}.',
  }),
  defaultOwnerId: key<string | null>({
    env: 'SALESFORCE_DEFAULT_OWNER_ID',
    parse: userId,
    fallback: null,
    doc: 'User who owns the Tasks of agents who have no active user in Salesforce; without one it is the integration user.',
  }),
  logInternalCalls: key({
    env: 'LOG_INTERNAL_CALLS',
    parse: oneOf(['true', 'false']).transform((value) => value === 'true'),
    fallback: false,
    doc: 'Whether calls among colleagues are logged, as Tasks on nobody.',
  }),
  minCallSeconds: key({
    env: 'MIN_CALL_SECONDS',
    parse: integer(0, 86_400),
    fallback: 0,
    doc: 'Calls that are shorter than this many seconds are not logged.',
  }),
  skipQueues: key<readonly string[]>({
    env: 'SKIP_QUEUES',
    parse: textList,
    fallback: [],
    doc: 'Queues whose calls are not logged: ids or names, separated by commas.',
  }),
  onlyQueues: key<readonly string[]>({
    env: 'ONLY_QUEUES',
    parse: textList,
    fallback: [],
    doc: 'When set, only calls of these queues are logged: ids or names, separated by commas.',
  }),
  skipDirections: key<readonly ('INBOUND' | 'OUTBOUND' | 'INTERNAL')[]>({
    env: 'SKIP_DIRECTIONS',
    parse: textList
      .transform((directions) => directions.map((direction) => direction.toUpperCase()))
      .pipe(
        z.array(
          z.enum(['INBOUND', 'OUTBOUND', 'INTERNAL'], { error: 'must be of INBOUND, OUTBOUND, INTERNAL' }),
        ),
      ),
    fallback: [],
    doc: 'Directions whose calls are not logged: INBOUND, OUTBOUND, INTERNAL, separated by commas.',
  }),
}

/** The id of a record, in its short or long form. */
function salesforceId(prefix: string, what: string) {
  const id = new RegExp(`^${prefix}[A-Za-z0-9]{12}([A-Z0-5]{3})?$`)
  return z.string().regex(id, `must be the id of ${what}, which begins with ${prefix}`)
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
