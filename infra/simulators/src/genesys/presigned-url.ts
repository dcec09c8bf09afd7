import { createHash } from 'node:crypto'

const LIFETIME_SECONDS = 3_600
const SESSION_TOKEN_LENGTH = 720

/**
 * A media address that looks and is as long as the presigned S3 addresses Genesys gives. It leads nowhere: media is
 * never to be fetched by a call log.
 */
export function presignedUrl(recordingId: string, nowMs: number, extension = 'webm'): string {
  const moment = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const digest = createHash('sha256').update(`${recordingId} ${moment}`).digest('hex')
  const url = new URL(
    `https://prod-recordings-simulated.s3.us-east-1.amazonaws.com/1d5b2f0e/${encodeURIComponent(recordingId)}.${extension}`,
  )
  url.search = new URLSearchParams({
    'response-content-disposition': `attachment; filename="${recordingId}.${extension}"`,
    'X-Amz-Security-Token': digest.repeat(Math.ceil(SESSION_TOKEN_LENGTH / digest.length)),
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': moment,
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Expires': String(LIFETIME_SECONDS),
    'X-Amz-Credential': `ASIASIMULATEDSIMULAT/${moment.slice(0, 8)}/us-east-1/s3/aws4_request`,
    'X-Amz-Signature': digest,
  }).toString()
  return url.href
}
