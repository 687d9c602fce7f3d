import { readFileSync, rmSync } from 'node:fs'

export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: ReadonlyArray<{
    readonly status: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string }>
  }>
}

/** Reads and removes a report. No report at all is one failure. `ended` is what vitest exited with. */
export function readTally(file: string, ended: number | string): Tally {
  let report: VitestReport
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  } catch {
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(file, { force: true })
  }
  return toTally(report, ended)
}

/**
 * Counts what a green number would hide: files that could not be loaded, errors outside any test, and no tests at all.
 */
export function toTally(report: VitestReport, ended: number | string): Tally {
  const passed = report.numPassedTests
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  const unexplained = failed === 0 && (ended !== 0 || passed === 0)
  return { passed, failed: unexplained ? 1 : failed }
}
