/**
 * Certificates for a stack that lives as long as its tests: an authority of its own, and what that signs.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

/** PEM, both; the key is PKCS#8 without a passphrase. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

export interface CertificateAuthority {
  /** Its own certificate, in PEM: what those trust who trust the authority. */
  readonly certificate: string
  /** A certificate of `commonName`, which proves a client, and with `hosts` (names or addresses) a server, too. */
  issue(commonName: string, options?: { hosts?: readonly string[]; expiresAt?: Date }): Certificate
}

const hour = 3_600_000
/** Longer than any stack of a test runs; a stack that somebody left running may be found to be stale. */
const lifetimeMs = 30 * 24 * hour

export function createAuthority(name: string): CertificateAuthority {
  const keys = newKeys()
  const signingKey = forge.pki.privateKeyFromPem(keys.key)
  const subject = [{ name: 'commonName', value: name }]
  const extensions = [
    { name: 'basicConstraints', critical: true, cA: true },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
  ]
  const sign = (certificate: forge.pki.Certificate): string => {
    certificate.setIssuer(subject)
    certificate.sign(signingKey, forge.md.sha256.create())
    return forge.pki.certificateToPem(certificate)
  }
  return {
    certificate: sign(unsigned(subject, keys.publicKey, extensions)),
    issue(commonName, { hosts = [], expiresAt } = {}) {
      const { key, publicKey } = newKeys()
      const usage = [
        { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
        { name: 'extKeyUsage', clientAuth: true, serverAuth: hosts.length > 0 },
        ...(hosts.length > 0 ? [{ name: 'subjectAltName', altNames: hosts.map(alternativeName) }] : []),
      ]
      const issued = unsigned([{ name: 'commonName', value: commonName }], publicKey, usage, expiresAt)
      return { certificate: sign(issued), key }
    },
  }
}

/** Node makes keys a hundred times quicker than a library in JavaScript. */
function newKeys(): { readonly key: string; readonly publicKey: string } {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { key, publicKey }
}

function unsigned(
  subject: forge.pki.CertificateField[],
  publicKey: string,
  extensions: object[],
  expiresAt = new Date(Date.now() + lifetimeMs),
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // A leading zero keeps it positive: it is a signed number.
  certificate.serialNumber = `00${randomBytes(16).toString('hex')}`
  // Clocks differ, and one that has expired must have begun before that.
  certificate.validity.notBefore = new Date(Math.min(Date.now(), expiresAt.getTime()) - hour)
  certificate.validity.notAfter = expiresAt
  certificate.setSubject(subject)
  certificate.setExtensions(extensions)
  return certificate
}

/** @see https://datatracker.ietf.org/doc/html/rfc5280#section-4.2.1.6 for the numbers */
function alternativeName(host: string): object {
  return isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }
}
