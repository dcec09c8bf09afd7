import { errorCatalogue } from '@calltrail/runtime'
import type { Disposition } from '@calltrail/runtime'

const dispositions: Record<Disposition, string> = {
  park: 'to the dead letters at once: no retry would help',
  retry: 'to the next retry tier, after the last one to the dead letters',
  outage: 'the stage waits until it is over; no attempt is counted, nothing is dead-lettered',
  stop: 'the process ends with the offset uncommitted: the configuration is wrong',
}

/** `docs/errors.md` */
export function errorsPage(): string {
  const rows = Object.entries(errorCatalogue).map(
    ([code, { disposition, doc }]) => `| \`${code}\` | ${disposition} | ${doc} |`,
  )
  const meanings = Object.entries(dispositions).map(([name, meaning]) => `- **${name}**: ${meaning}.`)
  return `${[
    '# Errors',
    '',
    'Every error code of Calltrail, as it stands in logs and in the header `calltrail-error-code` of retries and dead letters.',
    '',
    ...meanings,
    '',
    '| code | what happens | what it means |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'This page is written by `npm run generate` from the code.',
  ].join('\n')}\n`
}
