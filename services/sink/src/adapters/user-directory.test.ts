import type { SeenRequest } from '@calltrail/simulators'
import { sampleRecords } from '@calltrail/simulators'
import { describe, expect, it } from 'vitest'
import { fakeUserDirectory } from '../testing/fake-user-directory.ts'
import { simulatedOrg } from '../testing/simulated-org.ts'
import type { SimulatedOrg } from '../testing/simulated-org.ts'
import { userDirectoryConformance } from '../testing/user-directory-conformance.ts'
import { salesforceUserDirectory } from './salesforce-user-directory.ts'

const { agentSmith, agentPark, agentNovak } = sampleRecords.users
const user = { email: agentSmith.Email, id: agentSmith.Id }

function directoryIn({ salesforce }: SimulatedOrg) {
  const warnings: string[] = []
  const log = { warn: (_: object, message: string) => void warnings.push(message) }
  return { ...salesforceUserDirectory(salesforce, log), warnings }
}

/** Questions about users that reached the org, however they travelled. */
async function questions(org: SimulatedOrg): Promise<readonly SeenRequest[]> {
  return (await org.requests()).filter(({ kind }) => kind !== 'token')
}

describe('the directory in Salesforce', () => {
  userDirectoryConformance(async () => directoryIn(await simulatedOrg()), user)

  it('knows nobody who has left', async () => {
    expect(await directoryIn(await simulatedOrg()).usersByEmail([agentPark.Email])).toEqual(new Map())
  })

  it('takes no customer of a portal for a colleague, whatever the address', async () => {
    const org = await simulatedOrg()
    const email = 'both@calltrail.example'
    const customer = {
      Username: email,
      LastName: 'Both',
      Email: email,
      IsActive: true,
      UserType: 'CspLitePortal',
    }
    await org.plant('User', customer)
    expect(await directoryIn(org).usersByEmail([email])).toEqual(new Map())
  })

  it('takes of two users of one person always the one who logs in with the address', async () => {
    const org = await simulatedOrg()
    expect(await directoryIn(org).usersByEmail([agentNovak.Email])).toEqual(
      new Map([[agentNovak.Email, agentNovak.Id]]),
    )
  })

  it('asks once for many, and not again for those it knows, or knows to be nobody', async () => {
    const org = await simulatedOrg()
    const directory = directoryIn(org)
    const emails = [user.email, 'nobody@calltrail.example']
    await Promise.all([directory.usersByEmail(emails), directory.usersByEmail(emails.toReversed())])
    await directory.usersByEmail(emails)
    expect(await questions(org)).toHaveLength(1)
  })

  it('asks for more than one address can hold', async () => {
    const org = await simulatedOrg()
    const emails = Array.from(
      { length: 200 },
      (_, index) => `agent.${index}.${'x'.repeat(50)}@calltrail.example`,
    )
    expect(await directoryIn(org).usersByEmail([...emails, user.email])).toEqual(
      new Map([[user.email, user.id]]),
    )
  })

  it('passes an outage on, and asks again afterwards', async () => {
    const org = await simulatedOrg()
    const directory = directoryIn(org)
    await org.fail({ match: { path: '/services/data' }, times: 1, do: { status: 503, body: [] } })
    await expect(directory.usersByEmail([user.email])).rejects.toMatchObject({ disposition: 'outage' })
    expect((await directory.usersByEmail([user.email])).get(user.email)).toBe(user.id)
  })

  it('of an org that does not let users be read is empty, and says so', async () => {
    const org = await simulatedOrg()
    await org.control('PUT', '/objects/User', { hidden: true })
    const directory = directoryIn(org)
    expect(await directory.usersByEmail([user.email])).toEqual(new Map())
    expect(directory.warnings).toHaveLength(1)
  })
})

describe('the directory that other tests take for it', () => {
  userDirectoryConformance(async () => fakeUserDirectory({ [user.email]: user.id }), user)
})
