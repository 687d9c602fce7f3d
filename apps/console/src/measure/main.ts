import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, stdout } from 'node:process'
import { DESKTOP_AT_HOME, type FirstLoad, measureFirstLoad, SLOW_PHONE } from '@runhive/browser/first-load'
import { openTestBrowser } from '@runhive/browser/testing'
import { startStack } from '@runhive/stack/stack'
import { ensureBuilt } from '../../build/ensure-built.ts'
import { editorLoad, firstLoad, totalOf } from '../../build/first-load.ts'

/** The number of visits whose median is printed. */
const VISITS = 3
const PAGES = ['/', '/status']
const CONDITIONS = [DESKTOP_AT_HOME, SLOW_PHONE]

/** Starts a stack, visits pages of its console as a new visitor, and prints the measurements. */
await ensureBuilt()
await using opened = new AsyncDisposableStack()
const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-measure-')), (path) =>
  rmSync(path, { recursive: true, force: true }),
)
const { PATH = '', HOME = '', DOCKER_HOST } = env
const settings = { PATH, HOME, EXECUTOR_WARM: '1', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
const stack = opened.use(await startStack({ stateDir, ports: 'free', env: settings }))
const browser = opened.use(await openTestBrowser())

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1)
print(`First load of \`/\`: ${kilobytes(totalOf(firstLoad()))} kB gzipped, before the editor;`)
print(`the editor, which comes after the first paint: ${kilobytes(totalOf(editorLoad()))} kB gzipped more.\n`)
print(
  '| page, cold | kB | requests | first paint ms | largest paint ms | interactive ms | blocking ms | shift |',
)
print('| --- | --: | --: | --: | --: | --: | --: | --: |')
for (const conditions of CONDITIONS) {
  for (const page of PAGES) {
    const visits: FirstLoad[] = []
    for (let visit = 0; visit < VISITS; visit += 1)
      visits.push(await measureFirstLoad(browser, `${stack.url}${page}`, conditions))
    const of = (measure: keyof FirstLoad) => median(visits.map((visit) => visit[measure]))
    const times = [of('firstPaintMs'), of('largestPaintMs'), of('interactiveMs'), of('blockingMs')]
    const cells = [
      `\`${page}\`, ${conditions.name}`,
      kilobytes(of('transferredBytes')),
      of('requests'),
      ...times.map((ms) => ms.toFixed(0)),
      of('layoutShift').toFixed(3),
    ]
    print(`| ${cells.join(' | ')} |`)
  }
}
print(`\nThe median of ${VISITS} visits; load average ${loadavg()[0]?.toFixed(1)} at the end.`)

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function print(line: string): void {
  stdout.write(`${line}\n`)
}
