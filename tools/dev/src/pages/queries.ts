import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod'
import { inRepository } from '../repository.ts'
import type { MetricRow } from './metric-catalogue.ts'
import { queryNames } from './metric-catalogue.ts'

/** What dashboards and alerts ask of Prometheus, and whether there is such a thing. */

export const DASHBOARD = inRepository('deploy/grafana/runhive.json')
export const ALERTS = inRepository('deploy/prometheus/alerts.yaml')

const Dashboard = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
  ),
})
const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
})

export function readAlerts(file = ALERTS) {
  return Alerts.parse(parse(readFileSync(file, 'utf8'))).groups.flatMap(({ rules }) => rules)
}

/** Every query, with where it stands. */
export function readQueries(): Array<{ where: string; expr: string }> {
  const { panels } = Dashboard.parse(JSON.parse(readFileSync(DASHBOARD, 'utf8')))
  return [
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
    ...readAlerts().map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ]
}

/** Names that Prometheus itself gives to series and labels. */
const BUILT_IN = new Set(['up'])
const TARGET_LABELS = ['job', 'instance', 'le']
const WORDS = new Set([
  'by',
  'without',
  'and',
  'or',
  'unless',
  'on',
  'ignoring',
  'bool',
  'offset',
  'inf',
  'nan',
])

/** Metrics a query names, and the labels it matches of each. */
export function metricsIn(expr: string): Array<{ name: string; labels: string[] }> {
  const plain = expr
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
    .replaceAll(/\b\d[\w.]*/g, '')
  return [...plain.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?/g)].flatMap(
    ([, name = '', matchers = '', call]) =>
      call !== undefined || WORDS.has(name)
        ? []
        : [
            {
              name,
              labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((found) => found[1] ?? ''),
            },
          ],
  )
}

/** Labels a query groups by, anywhere in it. */
export function groupedBy(expr: string): string[] {
  return [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((label) => label.trim()),
  )
}

/** Complaints, one sentence each; none is good. */
export function findUnknown(expr: string, rows: ReadonlyArray<MetricRow>): string[] {
  const known = new Map(rows.flatMap((row) => queryNames([row]).map((name) => [name, row] as const)))
  const used = metricsIn(expr).filter(({ name }) => !BUILT_IN.has(name))
  const found = used.flatMap(({ name }) => known.get(name) ?? [])
  const labels = new Set([...TARGET_LABELS, ...found.flatMap((row) => row.labels)])
  return [
    ...used.filter(({ name }) => !known.has(name)).map(({ name }) => `there is no metric ${name}`),
    ...used.flatMap(({ name, labels: matched }) =>
      matched
        .filter((label) => ![...TARGET_LABELS, ...(known.get(name)?.labels ?? [])].includes(label))
        .map((label) => `${name} has no label ${label}`),
    ),
    ...groupedBy(expr)
      .filter((label) => !labels.has(label))
      .map((label) => `no metric in it has the label ${label}`),
  ]
}
