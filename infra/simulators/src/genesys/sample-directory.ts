import type { DirectorySeed } from './directory.ts'

/**
 * The people, queues and wrap-up codes of the sample organization. The e-mail addresses are those of the sample Salesforce org: Smith
 * and Jones have one Salesforce user each, Park's is inactive, Novak has two, and Okafor has none.
 */
export const sampleDirectory = {
  users: [
    {
      id: 'user-agent-1',
      name: 'Agent Smith',
      email: 'agent.smith@calltrail.example',
      state: 'active',
    },
    {
      id: 'user-agent-2',
      name: 'Agent Jones',
      email: 'agent.jones@calltrail.example',
      state: 'active',
    },
    { id: 'user-agent-3', name: 'Agent Park', email: 'agent.park@calltrail.example', state: 'active' },
    { id: 'user-agent-4', name: 'Agent Novak', email: 'agent.novak@calltrail.example', state: 'active' },
    {
      id: 'user-agent-5',
      name: 'Agent Okafor',
      email: 'agent.okafor@calltrail.example',
      state: 'active',
    },
    { id: 'user-agent-gone', name: 'Agent Gone', email: 'agent.gone@calltrail.example', state: 'inactive' },
  ],
  queues: [
    { id: 'queue-456', name: 'Support Queue' },
    { id: 'queue-sales', name: 'Sales Queue' },
  ],
  wrapUpCodes: [
    { id: 'wrap-up-resolved', name: 'Resolved' },
    { id: 'wrap-up-follow-up', name: 'Follow-up Needed' },
    { id: 'wrap-up-voicemail', name: 'Left Voicemail' },
    { id: 'wrap-up-sale', name: 'Sale Made' },
  ],
} as const satisfies DirectorySeed
