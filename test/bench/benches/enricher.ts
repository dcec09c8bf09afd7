/**
 * How quickly the enricher drains a backlog, with and without knowing its callers, beside the least that can be done to a record.
 */
import type { EnricherFigure, EnricherVariant } from '../drain/measure-enricher.ts'
import { openEnricherBench } from '../drain/measure-enricher.ts'
import type { Bench } from '../harness/bench.ts'

export const enricher: Bench<EnricherVariant, EnricherFigure> = {
  name: 'enricher',
  what: 'how quickly the enricher drains a backlog of ended calls, and how often it asks Salesforce',
  story: {
    method: `
The backlog waits in \`calls.ended.v1\`, all of it, before anything is started, and its calls have no recording to look up. A rate is that
from the first tenth of the backlog to its last twentieth, by what the consumer group has committed. Afterwards every call must stand once
in the topic that was written to, and some of them are looked at: they must have the contact whose number it is, or none. Each time the
process is new, and so is the simulated Salesforce. API calls are counted from the start to the end, those with which the enricher
gets to know the org included.

- **Calltrail, warm**: the enricher drains 200,000 calls of 2,000 contacts, all of whom have called within the first tenth. What counts
  is the way from Kafka to Kafka; the contacts come from the cache.
- **Calltrail, cold**: it drains 20,000 calls, each from another number: American, German and British ones. One caller in twenty is a
  contact, whose number is written as people do at home; the others are strangers. Salesforce answers after 120 ms. A query asks for as
  many numbers as an address can hold, and an API call carries up to five queries.
- **kafkajs copy**: a bound for whatever is built on kafkajs. It copies the 200,000 records as they are to a topic of as many partitions,
  exactly once: one transactional producer for each partition, the offsets within the transactions, 500 records in each (with 200, as
  the enricher has, it is slower). The first pause before a transaction that follows another one is 5 ms, and not kafkajs’s 300.`,
    unfair: [
      'The copy does not look into the records, asks nobody, counts and logs nothing, and commits 500 records at once; the enricher commits 200.',
      'The copy is spared a fault of kafkajs that is patched here: by itself it would wake up every millisecond.',
      'The broker, the simulators and what is measured share the machine. The copy leaves more of it to the broker than the enricher does.',
      'The simulated org has some thousand contacts. In one with millions, a query that reads them all takes longer than 120 ms; `CONTACT_LOOKUP` has other ways.',
      'The log of the enricher, a line for each call, is read by the bench itself.',
    ],
    packages: ['kafkajs'],
  },
  variants: ['Calltrail, warm', 'Calltrail, cold', 'kafkajs copy'],
  figures: {
    throughput: { title: 'events/s', decimals: 0, better: 'higher' },
    cpu: { title: 'CPU ms/event', decimals: 3, better: 'lower' },
    apiCalls: { title: 'Salesforce API calls/1,000 events', decimals: 2, better: 'lower' },
    queries: { title: '  queries in them', decimals: 2, better: 'lower' },
    memory: { title: 'memory MiB at the end', decimals: 0, better: 'lower' },
  },
  goals: [
    { variants: ['Calltrail, warm'], figures: ['throughput'], to: 0.6, timesOf: 'kafkajs copy' },
    { variants: ['Calltrail, cold'], figures: ['apiCalls'], to: 10 },
  ],
  open: openEnricherBench,
}
