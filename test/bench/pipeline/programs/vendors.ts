/**
 * Both simulators, with the customers who call. Neither refuses a request because there were many.
 */
import { controlSimulator, startGenesysSimulator, startSalesforceSimulator } from '@calltrail/simulators'
import { customers } from '../customers.ts'
import { announce } from './announce.ts'

const many = 1_000_000
const salesforce = await startSalesforceSimulator({ dailyApiRequests: many })
const genesys = await startGenesysSimulator({ requestsPerMinute: many })
await controlSimulator(salesforce.url).control('POST', '/records/Contact', customers)
announce({ salesforceUrl: salesforce.url, genesysUrl: genesys.url })
