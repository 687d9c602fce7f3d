import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inRepository } from '../repository.ts'
import { readMetrics } from './metric-catalogue.ts'
import { METRICS_PAGE, renderMetricsPage } from './metrics-page.ts'
import { findUnknown, metricsIn, readAlerts, readQueries } from './queries.ts'

const rows = Object.values(readMetrics()).flat()

test('docs/metrics.md is what the services export: `node tools/dev/src/pages/write.ts` writes it', () => {
  expect(readFileSync(METRICS_PAGE, 'utf8')).toBe(renderMetricsPage(readMetrics()))
})

test('every metric has a meaning, and a name that says its unit or that it counts', () => {
  const ours = rows.filter(({ name }) => name.startsWith('runhive_'))
  expect(ours.filter(({ help }) => !/^[A-Z0-9].*\.$/.test(help))).toEqual([])
  expect(ours.filter(({ name, type }) => type === 'counter' && !name.endsWith('_total'))).toEqual([])
  expect(ours.filter(({ name, type }) => type === 'histogram' && !name.endsWith('_seconds'))).toEqual([])
})

test('every metric and label that a panel or an alert names exists', () => {
  const queries = readQueries()
  expect(queries.length).toBeGreaterThan(40)
  expect(
    queries.flatMap(({ where, expr }) => findUnknown(expr, rows).map((problem) => `${where}: ${problem}`)),
  ).toEqual([])
})

test('every alert leads to a section of docs/operations.md that exists', () => {
  const page = readFileSync(inRepository('docs/operations.md'), 'utf8')
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(
    ([, title = '']) =>
      `docs/operations.md#${title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .trim()
        .replaceAll(/\s/g, '-')}`,
  )
  const astray = readAlerts().filter(({ annotations }) => !anchors.includes(annotations.runbook))
  expect(astray.map(({ alert, annotations }) => `${alert}: ${annotations.runbook}`)).toEqual([])
})

test('a metric that does not exist is found in a query, and so is a label', () => {
  const [problem, label] = [
    'sum by (lane) (rate(runhive_gone_total{code="x"}[5m])) > 1e9',
    'rate(runhive_queue_wait_seconds_bucket{lane="light"}[5m])',
  ].map((expr) => findUnknown(expr, rows))
  expect(problem).toContain('there is no metric runhive_gone_total')
  expect(label).toEqual(['runhive_queue_wait_seconds_bucket has no label lane'])
  expect(metricsIn('a{b="c{d}"} and on (e) f unless g{h!~"i"} offset 5m')).toEqual([
    { name: 'a', labels: ['b'] },
    { name: 'f', labels: [] },
    { name: 'g', labels: ['h'] },
  ])
})
