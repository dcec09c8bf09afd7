/**
 * Both simulators, with thousands of customers who call. Neither refuses a request because there were many.
 */
import { startGenesysSimulator, startSalesforceSimulator } from '@calltrail/simulators'
import { announce } from '../../pipeline/programs/announce.ts'
import { orgOfMany } from '../many-customers.ts'

const many = 1_000_000
const salesforce = await startSalesforceSimulator({ dailyApiRequests: many, seed: orgOfMany() })
const genesys = await startGenesysSimulator({ requestsPerMinute: many })
announce({ salesforceUrl: salesforce.url, genesysUrl: genesys.url })
