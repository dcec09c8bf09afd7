import type { BenchStory } from '../harness/bench.ts'

export const story: BenchStory = {
  method: `
Genesys sends a webhook for each call that has ended, at a steady pace, and a Task is to stand in Salesforce. The latency is from the moment
the webhook is first sent until the moment the Task is there, by Salesforce's own clock, to the millisecond. All processes are on one
machine, and so that is one clock.

Salesforce is a simulator, a process of its own, that answers after 120 ms and 4 ms more for each record; Genesys, another one, after 50 ms.
There are 2,000 contacts, who call in turn, and every other call is recorded. The org allows 5,000,000 API calls a day.

**Salesforce's own** latency is what a call needs at least: a look-up of the caller and then the write of a Task. Before each measurement a
bare client does just that, one after the other, eight times; the first one does not count. Half of the others take no longer than the figure.
It is taken from p50 and from p99 alike. A caller who is still known from another call needs no look-up, so a call can be quicker.

The sender does what Genesys does: what is not answered with 2xx, or not within 5 s, is sent again a second later, at most three times.

| variant                  | calls                           |
| ------------------------ | ------------------------------- |
| Calltrail, 10/s          | 10 a second for a minute        |
| Calltrail, 50/s          | 50 a second for a minute        |
| Calltrail, 200/s         | 200 a second for a minute       |
| seed, 50/s               | 50 a second for 10 s            |
| Calltrail, 50/s, failing | 50 a second for 20 s, on a bad day of Salesforce |
| seed, 50/s, failing      | the same                        |

**Calltrail** is its three services as processes on a genuine Kafka and registry, set as in production; only follow-ups are off, and more
requests to Genesys are allowed than it allows itself by default, so that it asks for every recording.

**The seed** is the straightforward handler: one Express process that does everything while Genesys waits. It looks the caller up by a SOQL
query for the number as it was sent, asks for the recording, creates the Task by a call of its own (three attempts, 1 s and 2 s apart), and
updates the contact; then it answers 200, or 500. It remembers nothing. Only what would keep it from logging any call is mended: it does not
write \`LastActivityDate\`, which is read-only; it fetches its tokens; it takes the signature of the body as it came; and it expects a recording
as a redirect. Connections are kept open.

On a **bad day**, of all API requests one in a hundred is answered 2 s late and one in a hundred with an error (500 or 503), and of all
records that are written one in a hundred is locked (\`UNABLE_TO_LOCK_ROW\`). Which ones is decided anew in each round.

Each time, the vendors and the receiver are new. 150 calls at 50 a second come first and do not count. In the end, everything that is under
way is waited for, Calltrail's retries included (5 s and a minute after a failure). **Lost** is a call without a Task then, **doubled** one
with more than one. A call that is lost has no latency. API calls are counted by Salesforce: those that fail too, those for tokens not.
`,
  unfair: [
    'Every contact has its number exactly as Genesys sends it, because the seed finds no other spelling. As people type numbers, it would find next to nobody. Calltrail looks for every spelling, for which the simulator reads all contacts: some milliseconds that an exact number does not need, and that a large org would need more of.',
    'The seed keeps Genesys waiting for as long as Salesforce takes, and Salesforce is not what limits it here: the simulator takes any number of requests at once.',
    'The seed makes at least three API calls for each call. At 50 calls a second that is far more in a day than most orgs are allowed, and here nothing runs out.',
    'Salesforce’s own latency is that of single records. Whoever sends several at once waits 4 ms longer for each, and saves API calls by it.',
    'How soon Genesys sends a webhook again is assumed here (1 s after a bad answer, 5 s without one). What the seed loses and doubles depends on it.',
    'Everything shares one machine: the broker, the services, the simulators, and the sender. At 200 calls a second it is busy.',
    'The last retry of Calltrail, ten minutes after the one before, is not waited for: a call that needed it would count as lost.',
    'Kafka is one broker without copies. With three of them, a webhook is answered some milliseconds later.',
  ],
  packages: ['express', 'axios'],
}
