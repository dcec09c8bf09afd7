/**
 * The report for people: a table of the samples, what it adds up to, and whatever is not as expected.
 */
import Table from 'cli-table3'
import { fateOf } from '@calltrail/test/kit'
import { inWords } from './duration.ts'
import type { Paint } from './paint.ts'
import { summaryOf } from './summary.ts'
import type { Run, SampleResult, Summary } from './summary.ts'

/** @param columns what fits in a line; below 120 lines get longer than that */
export function renderReport(run: Run, paint: Paint, columns = Number.POSITIVE_INFINITY): string {
  const table = renderTable(run.results, paint, columns)
  return [
    table,
    '',
    ...summaryLines(run, paint),
    ...traceLines(run, paint),
    ...deviationLines(run, paint),
    '',
  ].join('\n')
}

const titles = ['', 'Call', 'Answer', 'Contact, found by', 'Task', 'Recording', 'Time'] as const

/** A rule below the head, and otherwise space: more lines than that would be louder than what they part. */
const border = {
  top: '',
  'top-left': '',
  'top-mid': '',
  'top-right': '',
  bottom: '',
  'bottom-left': '',
  'bottom-mid': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
  mid: '─',
  'mid-mid': '─',
}

function renderTable(results: readonly SampleResult[], paint: Paint, columns: number): string {
  const table = new Table({
    head: titles.map((title) => paint.strong(title)),
    chars: border,
    // Our own colours only: those of the library ignore what the stream can show.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 1 },
    colAligns: ['left', 'left', 'left', 'left', 'left', 'left', 'right'],
    colWidths: columnWidths(columns),
    wordWrap: true,
  })
  for (const result of results) table.push(rowOf(result, paint))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Everything in one line needs 137 columns. With fewer, titles and contacts are broken into several lines. */
function columnWidths(columns: number): (number | null)[] {
  const missing = Math.max(0, 137 - columns)
  const fromContact = Math.min(7, missing)
  const fromCall = Math.min(10, missing - fromContact)
  return [null, 36 - fromCall, 18, 27 - fromContact, null, null, null]
}

function rowOf(result: SampleResult, paint: Paint): string[] {
  const { sample, deviations, tookMs } = result
  return [
    deviations.length === 0 ? paint.good('✓') : paint.bad('✗'),
    `${sample.name.slice(0, 2)} ${sample.title}`,
    answerCell(result),
    contactCell(result),
    taskCell(result, paint),
    recordingCell(result),
    tookMs === undefined ? '' : inWords(tookMs),
  ]
}

/** A line for each kind of answer: `202 accepted`, `202 duplicate ×2`. */
function answerCell({ happened }: SampleResult): string {
  const counts = new Map<string, number>()
  for (const { code, status, error } of happened.answers) {
    const text = `${code} ${status ?? error ?? ''}`.trim()
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} ×${count}`)).join('\n')
}

function contactCell({ happened }: SampleResult): string {
  const [call] = happened.enriched
  if (!call) return ''
  switch (call.contactMatch) {
    case 'CONTACT_ID':
      return `${call.contact?.name}, id`
    case 'PHONE':
      return `${call.contact?.name}, phone${call.contactCandidates > 1 ? ` (1 of ${call.contactCandidates})` : ''}`
    case 'LEAD':
      return `${call.lead?.name}, lead by phone`
    case 'AMBIGUOUS':
      return `one of ${call.contactCandidates}, not chosen`
    case 'NOT_FOUND':
      return 'nobody has the number'
    case 'NO_NUMBER':
      return 'nobody, no number'
    case 'INTERNAL':
      return 'nobody, internal'
    case 'UNKNOWN':
      return call.contactMatch
  }
}

function taskCell({ happened }: SampleResult, paint: Paint): string {
  const fate = fateOf(happened)
  switch (fate) {
    case 'refused':
      return ''
    case 'logged': {
      const [event] = happened.logged
      const ids = happened.tasks.map(({ Id }) => Id)
      if (ids.length === 0) return paint.bad(`${event?.taskId} not in Salesforce`)
      return `${ids.join(', ')} ${event?.result.toLowerCase()}`
    }
    case 'skipped':
      return paint.dim(`skipped, ${inPlainWords(happened.logged[0]?.skipReason ?? '')}`)
    case 'dead-lettered':
      return paint.bad(`dead letter, ${happened.deadLetters[0]?.errorCode}`)
    case 'missing':
    case 'several outcomes':
      return paint.bad(fate)
  }
}

function recordingCell({ happened }: SampleResult): string {
  const [call] = happened.enriched
  return call ? inPlainWords(call.recordingStatus) : ''
}

/** A constant of the events as words: NOT_RECORDED, not recorded. */
function inPlainWords(constant: string): string {
  return constant.toLowerCase().replaceAll('_', ' ')
}

function summaryLines(run: Run, paint: Paint): string[] {
  const summary = summaryOf(run)
  return [
    conservationLine(summary, paint),
    salesforceLine(run, summary, paint),
    timeLine(summary),
    ...resultLines(run, summary, paint),
  ]
}

function conservationLine({ accepted, refused, fates, isConserved }: Summary, paint: Paint): string {
  const sum = `${accepted} accepted = ${fates.logged} logged + ${fates.skipped} skipped + ${fates['dead-lettered']} dead-lettered`
  if (isConserved) return `  Calls       ${sum}; ${refused} refused`
  const rest = [`${fates.missing} missing`, `${fates['several outcomes']} with several outcomes`].join(', ')
  return `  Calls       ${paint.bad(`${sum.replace('=', '≠')} (${rest})`)}; ${refused} refused`
}

function salesforceLine(
  { strayTasks }: Run,
  { tasks, fates, contacts, contactsUpdated }: Summary,
  paint: Paint,
): string {
  const taskCount = `${tasks} Tasks for ${fates.logged} logged calls`
  const strays = strayTasks ? `, ${strayTasks} of them of no sample` : ''
  const isRight = tasks === fates.logged && !strayTasks
  const updates = `${contactsUpdated} of their ${contacts} contacts have the latest call`
  return `  Salesforce  ${isRight ? taskCount : paint.bad(`${taskCount}${strays}`)}; ${updates}`
}

function timeLine({ p50Ms, p95Ms }: Summary): string {
  if (p50Ms === undefined || p95Ms === undefined) return '  Time        no call was logged'
  return `  Time        from webhook to Salesforce: p50 ${inWords(p50Ms)}, p95 ${inWords(p95Ms)}`
}

function resultLines(
  { results, accountingOnlyBecause }: Run,
  { isAsExpected }: Summary,
  paint: Paint,
): string[] {
  const deviating = results.filter(({ deviations }) => deviations.length > 0).length
  const text = isAsExpected
    ? accountingOnlyBecause === undefined
      ? `All ${results.length} samples came out as expected.`
      : `All ${results.length} samples were answered as expected, and every call is accounted for.`
    : deviating > 0
      ? `${deviating} of ${results.length} samples did not come out as expected.`
      : 'The numbers above do not add up.'
  return [
    `  Result      ${isAsExpected ? paint.good(text) : paint.bad(text)}`,
    ...(accountingOnlyBecause === undefined
      ? []
      : [`              Contacts, recordings and reasons were not checked: ${accountingOnlyBecause}.`]),
  ]
}

/** A line for each sample that went further than the door: what it took its way by. */
function traceLines({ results }: Run, paint: Paint): string[] {
  const linked = results.filter(({ traceLink }) => traceLink !== undefined)
  if (linked.length === 0) return []
  const lines = linked.map(
    ({ sample, traceLink }) => `      ${sample.name.slice(0, 2)}  ${paint.dim(traceLink!)}`,
  )
  return ['', '  Traces', ...lines]
}

function deviationLines({ results }: Run, paint: Paint): string[] {
  return results
    .filter(({ deviations }) => deviations.length > 0)
    .flatMap(({ sample, deviations }) => [
      '',
      `  ${paint.bad('✗')} ${paint.strong(`${sample.name.slice(0, 2)} ${sample.title}`)} ${paint.dim(`(test/kit/samples/${sample.name}.json)`)}`,
      ...deviations.flatMap(({ what, expected, got }) => [
        `      ${what}`,
        `        expected  ${expected}`,
        `        got       ${got}`,
      ]),
    ])
}
