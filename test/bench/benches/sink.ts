/**
 * How quickly calls get into Salesforce, where it takes its time: by the sink, by other ways, and at most.
 */
import { openSinkBench } from '../drain/measure-sink.ts'
import type { SinkFigure, SinkVariant } from '../drain/measure-sink.ts'
import type { Bench } from '../harness/bench.ts'

export const sink: Bench<SinkVariant, SinkFigure> = {
  name: 'sink',
  what: 'how quickly calls are written into a Salesforce that takes its time, and by how many API calls',
  story: {
    method: `
The simulated Salesforce, a process of its own that is new each time, answers a request after 120 ms and another 4 ms for each record in it.
Nobody has more than 25 requests under way. The calls are those of 20,000 contacts in turn; of each a Task is written with all fields of the
default mapping, and the contact is told of it. A rate is that from the first tenth of the calls to the last twentieth. Afterwards there
must be one Task for each call, some are compared field by field, and every contact that was called must know of a call: with
Calltrail, of its last one.

- **Calltrail**: the sink drains 30,000 calls from \`calls.enriched.v1\`, with \`SALESFORCE_CONCURRENCY=25\`. Every call must stand in
  \`calls.logged.v1\`, once.
- **one call at a time**: what the handler did that Calltrail began with. It creates the Task, then changes the contact, each by a request of
  its own, over connections that are kept; 25 calls at once, 1,500 in all.
- **jsforce collections**: 20,000 calls in slices of 200, 25 slices at once. jsforce’s \`upsert\` writes the Tasks of a slice, by their external
  id so that it may be repeated, and its \`update\` then their contacts.
- **Salesforce’s own limit**: as many records as the sink writes, in requests that are prepared beforehand and hold as much as Salesforce
  takes: five collections of 200. Their order is all the same, and so is what comes of them; 40,000 calls.`,
    unfair: [
      'All but Calltrail have the calls in memory. They read nothing from Kafka, and publish and commit nothing.',
      'All but Calltrail write whatever call of a contact comes to their hands last. Calltrail asks each contact for its last call first, and never goes back.',
      'The clients retry nothing, and know beforehand who owns a Task. Calltrail looks the agent’s user up.',
      'A real org is slower at some times than at others, locks rows that are written side by side, and refuses records. The simulated one takes exactly its time.',
      'The limit of 25 holds in a real org for requests that take longer than 20 seconds. None of these do; all variants keep to it all the same.',
      'A request of 1,000 records takes four seconds: it holds up whoever needs an answer. Calltrail sends 200 at most.',
    ],
    packages: ['jsforce'],
  },
  variants: ['Calltrail', 'one call at a time', 'jsforce collections', 'Salesforce’s own limit'],
  figures: {
    throughput: { title: 'calls/s', decimals: 0, better: 'higher' },
    apiCalls: { title: 'API calls/call', decimals: 4, better: 'lower' },
    contents: { title: '  records and queries in them', decimals: 2, better: 'lower' },
    cpu: { title: 'CPU ms/call', decimals: 3, better: 'lower' },
    memory: { title: 'memory MiB at the end', decimals: 0, better: 'lower' },
  },
  goals: [
    { variants: ['Calltrail'], figures: ['throughput'], to: 0.9, timesOf: 'Salesforce’s own limit' },
    { variants: ['Calltrail'], figures: ['throughput'], to: 5, timesOf: 'one call at a time' },
    { variants: ['Calltrail'], figures: ['apiCalls'], to: 0.02 },
  ],
  open: openSinkBench,
}
