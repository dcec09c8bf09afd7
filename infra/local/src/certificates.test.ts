import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { createAuthority } from './certificates.ts'

const authority = createAuthority('An authority')
const read = ({ certificate }: { certificate: string }) => new X509Certificate(certificate)

it('a certificate is of its authority, of its key, and of no other', () => {
  const issued = authority.issue('sink')
  expect(read(issued).subject).toBe('CN=sink')
  expect(read(issued).checkPrivateKey(createPrivateKey(issued.key))).toBe(true)
  expect(read(issued).verify(read(authority).publicKey)).toBe(true)
  expect(read(issued).verify(read(createAuthority('An authority')).publicKey)).toBe(false)
  expect(read(authority).ca).toBe(true)
  expect(read(issued).ca).toBe(false)
})

it('a server’s certificate is for its names and addresses, a client’s for none', () => {
  const server = read(authority.issue('Kafka', { hosts: ['localhost', '127.0.0.1'] }))
  expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(server.checkIP('127.0.0.2')).toBeUndefined()
  expect(server.keyUsage).toContain('1.3.6.1.5.5.7.3.1')
  const client = read(authority.issue('sink'))
  expect(client.subjectAltName).toBeUndefined()
  expect(client.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
})

it('a certificate expires when it is told to', () => {
  const expiresAt = new Date('2026-01-01T00:00:00Z')
  const { validFromDate, validToDate } = read(authority.issue('sink', { expiresAt }))
  expect(validToDate).toEqual(expiresAt)
  expect(validFromDate < validToDate).toBe(true)
})
