import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { httpUrl, integer, key, text } from '../config.ts'
import type { Config } from '../config.ts'

/** A number of calls, or a share of the org's daily allocation. */
const amount = z
  .string()
  .trim()
  .regex(/^\d{1,9}$|^(\d{1,2}|100)%$/, 'must be a number of calls, or a share such as 50%')

/** Orchestrators hand a PEM over with its line breaks or, in one line, with `\n` written out. */
const rsaPrivateKey = z.string().transform((pem, context): KeyObject => {
  try {
    const privateKey = createPrivateKey(pem.replaceAll('\\n', '\n'))
    if (privateKey.asymmetricKeyType === 'rsa') return privateKey
    context.addIssue('must be an RSA key')
  } catch {
    context.addIssue('must be a private key in PEM, without a passphrase')
  }
  return z.NEVER
})

/** A batch may have half a dozen steps, each of which lingers, and is to be done well within its time. */
const longestLingerMs = 5_000

export const salesforceConfig = {
  salesforceLoginUrl: key({
    env: 'SALESFORCE_LOGIN_URL',
    parse: httpUrl,
    doc: 'The org’s My Domain address, which issues the tokens.',
  }),
  salesforceClientId: key({
    env: 'SALESFORCE_CLIENT_ID',
    parse: text,
    doc: 'Consumer key of the external client app.',
  }),
  salesforceClientSecret: key<string | null>({
    env: 'SALESFORCE_CLIENT_SECRET',
    parse: text,
    fallback: null,
    requiredWithout: 'SALESFORCE_PRIVATE_KEY',
    secret: true,
    doc: 'Consumer secret of the external client app (client-credentials flow). Either this, or SALESFORCE_PRIVATE_KEY and SALESFORCE_USERNAME.',
  }),
  salesforcePrivateKey: key<KeyObject | null>({
    env: 'SALESFORCE_PRIVATE_KEY',
    parse: rsaPrivateKey,
    fallback: null,
    requiredWith: 'SALESFORCE_USERNAME',
    excludes: 'SALESFORCE_CLIENT_SECRET',
    secret: true,
    doc: 'Private key (RSA, PEM) whose certificate the external client app has (JWT bearer flow), instead of a consumer secret.',
  }),
  salesforceUsername: key<string | null>({
    env: 'SALESFORCE_USERNAME',
    parse: text,
    fallback: null,
    requiredWith: 'SALESFORCE_PRIVATE_KEY',
    doc: 'Name of the integration user (JWT bearer flow). With a consumer secret the app itself names the user.',
  }),
  salesforceJwtAudience: key<string | null>({
    env: 'SALESFORCE_JWT_AUDIENCE',
    parse: httpUrl,
    fallback: null,
    doc: 'Whom the key’s assertions are for. By default https://test.salesforce.com for a sandbox’s SALESFORCE_LOGIN_URL, else https://login.salesforce.com.',
  }),
  salesforceApiVersion: key({
    env: 'SALESFORCE_API_VERSION',
    parse: z
      .string()
      .regex(/^v?\d+(\.0)?$/, 'must be a version such as 66.0')
      .transform((version) => `v${Number.parseInt(version.replace('v', ''), 10)}.0`),
    fallback: 'v66.0',
    doc: 'Version of the REST API.',
  }),
  salesforceTimeoutMs: key({
    env: 'SALESFORCE_TIMEOUT_MS',
    // Beyond 24 days Node would not wait at all.
    parse: integer(1, 600_000),
    fallback: 10_000,
    doc: 'Longest wait in milliseconds for one answer of Salesforce; a request with more than 200 records has as long again for each further 200.',
  }),
  salesforceLoginTimeoutMs: key({
    env: 'SALESFORCE_LOGIN_TIMEOUT_MS',
    parse: integer(1, 600_000),
    fallback: 10_000,
    doc: 'Longest wait in milliseconds for a token.',
  }),
  salesforceConcurrency: key({
    env: 'SALESFORCE_CONCURRENCY',
    parse: integer(1, 100),
    fallback: 20,
    doc: 'Most requests to Salesforce under way at once. Salesforce allows an org 25 that take longer than 20 seconds.',
  }),
  salesforceLingerMs: key({
    env: 'SALESFORCE_LINGER_MS',
    parse: integer(0, longestLingerMs),
    fallback: 50,
    doc: 'Under load, how long in milliseconds work is gathered for one request, at least. What comes after a quiet time is sent at once.',
  }),
  salesforceLingerMaxMs: key({
    env: 'SALESFORCE_LINGER_MAX_MS',
    parse: integer(0, longestLingerMs),
    fallback: 2_000,
    doc: 'And at most: it is as long as if the API calls that are left had to last for 12 hours.',
  }),
  salesforceDailyCalls: key<string | null>({
    env: 'SALESFORCE_DAILY_CALLS',
    parse: amount,
    fallback: null,
    doc: 'Most API calls of this process in any 24 hours, as a number or a share of the org’s allocation such as 10%. Each process counts its own, from 0 at its start. Without it only SALESFORCE_RESERVE_CALLS is a limit.',
  }),
  salesforceReserveCalls: key({
    env: 'SALESFORCE_RESERVE_CALLS',
    parse: amount,
    fallback: '5%',
    doc: 'The last API calls of the org’s daily allocation, as a number or a share, which are left to others. Meanwhile Calltrail waits, and asks once in SALESFORCE_BUDGET_PAUSE_MS whether the allocation has refilled.',
  }),
  salesforceBudgetPauseMs: key({
    env: 'SALESFORCE_BUDGET_PAUSE_MS',
    parse: integer(1, 3_600_000),
    fallback: 300_000,
    doc: 'Pause in milliseconds before the org is asked again when its API calls are used up.',
  }),
}

export type SalesforceConfig = Config<typeof salesforceConfig>
