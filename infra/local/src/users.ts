/**
 * The users of a guarded Kafka on a developer's machine: one for each client of ours, with its rights, and its variables in a file.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { principals } from '@calltrail/schemas'
import { Kafka, logLevel } from 'kafkajs'
import { openRights, rightsIn } from './rights.ts'
import type { SecureDoors, Stack } from './stack.ts'

const userOf = (name: string) => `calltrail-${name}`

export const users: readonly string[] = principals.map(({ name }) => userOf(name))

/** Gives each user the rights of the client that it is for. */
export async function grantRights({ kafkaBrokers }: Pick<Stack, 'kafkaBrokers'>): Promise<void> {
  const kafka = new Kafka({ brokers: kafkaBrokers.split(','), logLevel: logLevel.NOTHING })
  await using rights = await openRights(kafka)
  for (const principal of principals) await rights.grant(userOf(principal.name), rightsIn(principal.rights))
}

/**
 * Writes for each user two files of variables: `<user>.env`, by which it logs in with its password, and `<user>.certificate.env`, with
 * its certificate. The directory is emptied first.
 */
export async function writeUserFiles(directory: string, doors: SecureDoors): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const write = async (name: string, text: string) => {
    const path = join(directory, name)
    await writeFile(path, text, { mode: 0o600 })
    return path
  }
  const authority = { KAFKA_TLS_CA_FILE: await write('authority.pem', doors.authority) }
  for (const [user, { password, certificate, key }] of Object.entries(doors.credentials)) {
    const byPassword = {
      KAFKA_BROKERS: doors.loginBrokers,
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: password,
    }
    const byCertificate = {
      KAFKA_BROKERS: doors.certificateBrokers,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_TLS_CERTIFICATE_FILE: await write(`${user}.pem`, certificate),
      KAFKA_TLS_KEY_FILE: await write(`${user}.key`, key),
    }
    await write(`${user}.env`, variables({ ...byPassword, ...authority }))
    await write(`${user}.certificate.env`, variables({ ...byCertificate, ...authority }))
  }
}

/** For a shell (`set -a; . file`) as well as for `node --env-file`. */
function variables(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
