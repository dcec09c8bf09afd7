/** The contract of ConversationLibrary, on its fake and its adapter. */
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { genesysConversationLibrary } from '../adapters/genesys-conversation-library.ts'
import { legsOf } from '../domain/conversation.ts'
import { agent, at, conversation, customer, queue, resolved } from '../testing/conversations.ts'
import { fakeConversations } from '../testing/fake-vendors.ts'
import { simulatedGenesys } from '../testing/simulated-vendors.ts'
import type { ConversationLibrary } from './conversation-library.ts'
import { patience } from './patience.ts'

const attributes = { contact_id: '003xx000003SG', account_id: '001xx000002Edc', customer_tier: 'Premium' }
const documented = conversation([
  customer({ attributes }),
  queue(),
  agent('user-agent-1', { wrapUp: resolved }),
])

const libraries: [string, () => Promise<ConversationLibrary>][] = [
  ['fake', async () => fakeConversations(documented)],
  [
    'Genesys',
    async () => genesysConversationLibrary((await simulatedGenesys()).genesys, pino({ enabled: false })),
  ],
]

const inTime = () => patience(2_000, false, Date.now)

describe.each(libraries)('a conversation library (%s)', (_, open) => {
  it.each(['whole', 'outline'] as const)('tells who took part and what came of it: %s', async (how) => {
    const library = await open()
    const found = await library[how](new Set(['conversation-111', 'nowhere']), inTime())
    expect([...found.keys()]).toEqual(['conversation-111'])
    const known = found.get('conversation-111')!
    expect(known).toMatchObject({ id: 'conversation-111', startedAt: at(0), endedAt: at(10, 30) })
    expect(legsOf(known)).toMatchObject([
      {
        id: 'user-agent-1',
        userId: 'user-agent-1',
        userName: 'Agent Smith',
        queueId: 'queue-456',
        queueName: 'Support Queue',
        answeredAt: at(0, 15),
        endedAt: at(10, 30),
        wrapUp: resolved,
      },
    ])
  })

  it('tells the customer’s attributes of whole conversations only', async () => {
    const library = await open()
    const ids = new Set(['conversation-111'])
    const told = (found: Awaited<ReturnType<typeof library.whole>>) => {
      const { tellsAttributes, participants } = found.get('conversation-111')!
      const { attributes } = participants.find(({ purpose }) => purpose === 'customer')!
      return { tellsAttributes, attributes }
    }
    expect(told(await library.whole(ids, inTime()))).toEqual({ tellsAttributes: true, attributes })
    expect(told(await library.outline(ids, inTime()))).toEqual({ tellsAttributes: false, attributes: {} })
  })

  it.each(['whole', 'outline'] as const)('leaves out what there is no time to ask for: %s', async (how) => {
    const library = await open()
    expect(await library[how](new Set(['conversation-111']), patience(0, true, Date.now))).toEqual(new Map())
  })
})
