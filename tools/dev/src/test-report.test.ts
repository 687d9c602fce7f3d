import { join } from 'node:path'
import { openTemporaryFolder } from '@runhive/stack/temporary-folder'
import { expect, test } from 'vitest'
import { readTally, toTally } from './test-report.ts'

const passedFile = { status: 'passed', assertionResults: [{ status: 'passed' }] }
const report = { numPassedTests: 3, numFailedTests: 0, testResults: [passedFile] }

test('passed and failed tests are counted', () => {
  expect(toTally(report, 0)).toEqual({ passed: 3, failed: 0 })
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] }
  const failing = { numPassedTests: 3, numFailedTests: 2, testResults: [passedFile, failedFile] }
  expect(toTally(failing, 1)).toEqual({ passed: 3, failed: 2 })
})

test('a file that could not be loaded is a failure, although no test of it failed', () => {
  const broken = { ...report, testResults: [passedFile, { status: 'failed', assertionResults: [] }] }
  expect(toTally(broken, 1)).toEqual({ passed: 3, failed: 1 })
})

test('no tests at all are a failure', () => {
  expect(toTally({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0)).toEqual({
    passed: 0,
    failed: 1,
  })
})

test('an exit code that no test explains is a failure', () => {
  expect(toTally(report, 1)).toEqual({ passed: 3, failed: 1 })
  expect(toTally(report, 'SIGKILL')).toEqual({ passed: 3, failed: 1 })
})

test('a report that was never written is a failure', () => {
  using folder = openTemporaryFolder()
  expect(readTally(join(folder.path, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 })
})
