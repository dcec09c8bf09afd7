/** What is said before all else, in CommonMark. */
export const introduction = `Calltrail logs each phone call that ended in Genesys Cloud in Salesforce, and publishes what it knows of the call for everybody. This document tells what stands on its public topics. Topics that are not listed are Calltrail’s own, and change without notice.

**Whose side this is.** AsyncAPI 3 describes an application from its own side: Calltrail sends these events. Whoever consumes them has \`receive\` operations on the same channels, in a document of their own.

**How a record is written.** The key is text in UTF-8, and never empty. The value is Avro in the registry’s wire format: a zero byte, the id of the writer’s schema in four bytes, the most significant first, then Avro’s binary encoding. The registry speaks Confluent’s API. Times are milliseconds since 1970, in UTC. The examples are JSON to be read by people, without the wrapping of Avro’s own JSON encoding.

**How to read it.** With \`isolation.level=read_committed\`, which shows each event of a transaction that was committed, and no other. Read into a schema of your own, which may be older than the writer’s.

**How it changes.** Fields are only ever added, with a default; each version of a schema can be read with each other one (FULL_TRANSITIVE). An enum falls back to \`UNKNOWN\` for a reader that does not know a symbol yet. What cannot be done so becomes a new event on a new topic, beside the old one.

**Personal data.** Each field says by \`personalData\` what it tells of people. The masked topic has the same calls without them, for whom that is enough.`
