import type { Message } from 'kafkajs'

/** What a record and each of its headers take besides their bytes, at most. */
const recordOverheadBytes = 40
const headerOverheadBytes = 10

/** The bytes of a message in Kafka, at most. */
export function messageBytes({ key, value, headers = {} }: Message): number {
  const ofHeaders = Object.entries(headers).reduce(
    (sum, [name, values]) =>
      [values]
        .flat()
        .reduce<number>((all, one) => all + headerOverheadBytes + lengthOf(name) + lengthOf(one), sum),
    0,
  )
  return recordOverheadBytes + lengthOf(key) + lengthOf(value) + ofHeaders
}

function lengthOf(part: Buffer | string | null | undefined): number {
  return part === null || part === undefined ? 0 : Buffer.byteLength(part)
}
