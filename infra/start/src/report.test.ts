import { describe, expect, it } from 'vitest'
import { noPaint } from './paint.ts'
import { renderReport } from './report.ts'
import { answer, loggedResult, refusedResult, run, skippedResult, taskIdOf } from './testing/results.ts'

function lineOf(report: string, start: string): string | undefined {
  return report.split('\n').find((line) => line.startsWith(start))
}

describe('the table', () => {
  it('has a line for each sample: call, answer, contact, Task, recording and time', () => {
    const report = renderReport(run([loggedResult(1), skippedResult(2), refusedResult(3)]), noPaint)
    const cells = report
      .split('\n')
      .slice(0, 5)
      .map((line) => line.split(/ {2,}/))
    expect(cells).toEqual([
      ['', 'Call', 'Answer', 'Contact, found by', 'Task', 'Recording', 'Time'],
      [expect.stringMatching(/^─+$/)],
      ['✓', '01 Call 1', '202 accepted', 'John Doe, phone', `${taskIdOf(1)} created`, 'available', '120 ms'],
      ['✓', '02 Call 2', '202 accepted', 'nobody has the number', 'skipped, unknown caller', 'not recorded'],
      ['✓', '03 Call 3', '401 Unauthorized'],
    ])
  })

  it('is followed by where each trace is to be looked at', () => {
    const traceLink = 'http://127.0.0.1:9411/zipkin/traces/4bf92f3577b34da6a3ce929d0e0e4736'
    const report = renderReport(run([{ ...loggedResult(1), traceLink }, refusedResult(2)]), noPaint)
    expect(report).toContain(`\n  Traces\n      01  ${traceLink}\n`)
    expect(renderReport(run([refusedResult(2)]), noPaint)).not.toContain('Traces')
  })

  it('counts equal answers, a line for each kind', () => {
    const duplicate = answer({ code: 202, status: 'duplicate' })
    const answers = [answer({ code: 202, status: 'accepted' }), duplicate, duplicate]
    const report = renderReport(run([loggedResult(1, { answers })]), noPaint)
    expect(report).toMatch(/202 accepted .*\n +202 duplicate ×2\n/)
  })

  it('shows every Task there is, and one that is not there', () => {
    const two = [{ Id: taskIdOf(1) }, { Id: taskIdOf(2) }]
    expect(renderReport(run([loggedResult(1, { tasks: two })]), noPaint)).toContain(taskIdOf(2))
    expect(renderReport(run([loggedResult(1, { tasks: [] })]), noPaint)).toContain(
      `${taskIdOf(1)} not in Salesforce`,
    )
  })

  it('names the error of a dead letter, and what is missing', () => {
    const deadLetters = [{ topic: 'calls.sink.dlt', errorCode: 'HANDLER_FAILED' }]
    const report = renderReport(
      run([
        loggedResult(1, { logged: [], tasks: [], deadLetters }),
        loggedResult(2, { logged: [], tasks: [] }),
      ]),
      noPaint,
    )
    expect(report).toContain('dead letter, HANDLER_FAILED')
    expect(report).toMatch(/02 Call 2 .* missing/)
  })

  const wide = loggedResult(1)
  const widest = {
    ...wide,
    sample: { ...wide.sample, title: 'x'.repeat(32) },
    happened: {
      ...wide.happened,
      answers: [answer({ code: 415, error: 'Unsupported Media Type' })],
      enriched: wide.happened.enriched.map((call) => ({ ...call, contactCandidates: 2 })),
    },
  }

  it.each([137, 130, 120])('fits into %i columns', (columns) => {
    const [table] = renderReport(run([widest, skippedResult(2)]), noPaint, columns).split('\n\n')
    const longest = Math.max(...table!.split('\n').map((line) => line.length))
    expect(longest).toBeLessThanOrEqual(columns)
  })
})

describe('the sum', () => {
  it('is conserved when every accepted event has its outcome', () => {
    const report = renderReport(run([loggedResult(1), skippedResult(2), refusedResult(3)]), noPaint)
    expect(lineOf(report, '  Calls')).toBe(
      '  Calls       2 accepted = 1 logged + 1 skipped + 0 dead-lettered; 1 refused',
    )
    expect(lineOf(report, '  Salesforce')).toBe(
      '  Salesforce  1 Tasks for 1 logged calls; 1 of their 1 contacts have the latest call',
    )
    expect(lineOf(report, '  Time')).toBe('  Time        from webhook to Salesforce: p50 120 ms, p95 120 ms')
    expect(lineOf(report, '  Result')).toBe('  Result      All 3 samples came out as expected.')
  })

  it('says what is missing when it is not', () => {
    const report = renderReport(run([loggedResult(1), loggedResult(2, { logged: [], tasks: [] })]), noPaint)
    expect(lineOf(report, '  Calls')).toBe(
      '  Calls       2 accepted ≠ 1 logged + 0 skipped + 0 dead-lettered (1 missing, 0 with several outcomes); 0 refused',
    )
  })

  it('tells of Tasks that belong to no sample', () => {
    const report = renderReport(run([loggedResult(1)], { strayTasks: 2 }), noPaint)
    expect(lineOf(report, '  Salesforce')).toContain('3 Tasks for 1 logged calls, 2 of them of no sample')
    expect(lineOf(report, '  Result')).toContain('The numbers above do not add up.')
  })

  it('tells of a contact whose last call was not moved on', () => {
    const late = loggedResult(2, {
      contact: { Id: '003000000000002AAA', Last_Call_Date__c: '2026-01-01T00:00:00.000+0000' },
    })
    const report = renderReport(run([loggedResult(1), late]), noPaint)
    expect(lineOf(report, '  Salesforce')).toContain('1 of their 2 contacts have the latest call')
  })

  it('says so when nothing was logged', () => {
    expect(lineOf(renderReport(run([refusedResult(1)]), noPaint), '  Time')).toContain('no call was logged')
  })
})

describe('deviations', () => {
  const deviating = {
    ...loggedResult(1),
    deviations: [{ what: 'contact', expected: 'John Doe', got: 'Jane Roe' }],
  }

  it('are listed below the table, with the file, what was expected and what was got', () => {
    const report = renderReport(run([deviating, loggedResult(2)]), noPaint)
    expect(report).toContain('✗  01 Call 1')
    expect(lineOf(report, '  Result')).toBe('  Result      1 of 2 samples did not come out as expected.')
    expect(report).toContain(
      [
        '  ✗ 01 Call 1 (test/kit/samples/01-a-call.json)',
        '      contact',
        '        expected  John Doe',
        '        got       Jane Roe',
      ].join('\n'),
    )
  })

  it('are fewer when only the accounting is checked, and why is said', () => {
    const report = renderReport(
      run([loggedResult(1)], { accountingOnlyBecause: 'Salesforce is given' }),
      noPaint,
    )
    expect(report).toContain('All 1 samples were answered as expected, and every call is accounted for.')
    expect(report).toContain('Contacts, recordings and reasons were not checked: Salesforce is given.')
  })
})
