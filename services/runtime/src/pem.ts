/**
 * Certificates and keys as variables hold them: PEM, as in a file, or in one line with `\n` for each end of a line.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'

export const pemText = z.string().transform(withNewlines)

/** One certificate or several; whose they are, and whether they are still valid, is checked apart. */
export const certificates = certificatesOr('holds a private key, and no certificate')

/** The same where there is a variable for the key as well: a key in the place of the certificate has words of its own. */
export function certificatesOr(saysOfKey: string): z.ZodType<string, string> {
  return pemText.transform((pem, context) => {
    try {
      if (certificatesIn(pem).length > 0) return pem
    } catch {
      // Said below.
    }
    const isPrivateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)
    context.addIssue(isPrivateKey ? saysOfKey : 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)')
    return z.NEVER
  })
}

/** What is wrong with authorities of whom one is enough. */
export function problemOfAuthorities(pem: string): string | undefined {
  const found = certificatesIn(pem)
  return found.every(isExpired) ? expired(found[0]!) : undefined
}

/** What is wrong with the certificate of a client, which stands first. */
export function problemOfCertificate(pem: string): string | undefined {
  const own = certificatesIn(pem)[0]!
  return isExpired(own) ? expired(own) : undefined
}

/** What is wrong with the private key of a certificate. A certificate that is none is not its fault. */
export function problemOfKey(
  pem: string,
  {
    passphrase,
    certificate,
  }: { readonly passphrase: string | undefined; readonly certificate: string | undefined },
): 'unreadable' | 'of another certificate' | undefined {
  let privateKey
  try {
    privateKey = createPrivateKey({ key: withNewlines(pem), ...(passphrase !== undefined && { passphrase }) })
  } catch {
    return 'unreadable'
  }
  if (!certificates.safeParse(certificate).success) return undefined
  const [own] = certificatesIn(certificate!)
  return own!.checkPrivateKey(privateKey) ? undefined : 'of another certificate'
}

/** @throws when one of them is broken */
function certificatesIn(pem: string): X509Certificate[] {
  const blocks = withNewlines(pem).match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}

function withNewlines(pem: string): string {
  return pem.replaceAll('\\n', '\n')
}

function isExpired({ validToDate }: X509Certificate): boolean {
  return validToDate.getTime() < Date.now()
}

function expired({ subject, validToDate }: X509Certificate): string {
  return `has expired on ${validToDate.toISOString()} (${subject.replaceAll('\n', ', ')})`
}
