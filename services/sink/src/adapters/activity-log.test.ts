import { describe } from 'vitest'
import { readMapping } from '../mapping/index.ts'
import { activityLogConformance } from '../testing/activity-log-conformance.ts'
import { fakeActivityLog } from '../testing/fake-activity-log.ts'
import { simulatedOrg } from '../testing/simulated-org.ts'
import { salesforceActivityLog } from './salesforce-activity-log.ts'

describe('the log in Salesforce', () => {
  activityLogConformance(async () => {
    const { salesforce } = await simulatedOrg()
    const log = { warn: () => {} }
    return salesforceActivityLog(salesforce, {
      mapping: readMapping(),
      defaultOwnerId: null,
      strangersAccountId: null,
      log,
    })
  })
})

describe('the log that other tests take for it', () => {
  activityLogConformance(async () => fakeActivityLog())
})
