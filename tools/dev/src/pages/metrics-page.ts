import { inRepository } from '../repository.ts'
import { type MetricRow, type readMetrics, WITH_DATABASE } from './metric-catalogue.ts'

export const METRICS_PAGE = inRepository('docs/metrics.md')

const HEAD = `# Metrics

Written by \`node tools/dev/src/pages/write.ts\` from the metrics themselves; do not edit.

Every service exports Prometheus text at \`/metrics\` on its operations port (\`OPS_HOST\`, \`OPS_PORT\`). Durations are in
seconds, sizes in bytes. Labels are names from contracts, routes and codes, never anything a caller sends, so callers
cannot create time series. \`service\`, \`procedure\` and \`code\` are named as in the contracts; \`code\` is \`OK\`, a refusal,
or a common code such as \`UNAVAILABLE\`. Query a histogram \`x\` as \`x_bucket\`, \`x_sum\` and \`x_count\`.

\`deploy/grafana/runhive.json\` shows the metrics, \`deploy/prometheus/alerts.yaml\` alerts on them, and
\`docs/operations.md\` says what to do about an alert.
`

const TITLES: Readonly<Record<string, string>> = {
  mesh: 'Every service: dependencies, calls, queues, events',
  process: 'Every service: its process',
  [WITH_DATABASE]: `${WITH_DATABASE}: the database`,
}

/** In the order in which they are of use to somebody who looks for one. */
const ORDER = ['gateway', 'executor', 'mesh', 'auth', 'history', WITH_DATABASE, 'process']

export function renderMetricsPage(metrics: ReturnType<typeof readMetrics>): string {
  const names = [...ORDER, ...Object.keys(metrics).filter((name) => !ORDER.includes(name))]
  const sections = names.flatMap((name) =>
    metrics[name] ? [`## ${TITLES[name] ?? name}\n\n${renderTable(metrics[name])}`] : [],
  )
  return [HEAD, ...sections].join('\n')
}

function renderTable(rows: ReadonlyArray<MetricRow>): string {
  const lines = rows.map(({ name, type, labels, help }) => {
    const cells = [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', ') || '–', help]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return ['| metric | type | labels | meaning |', '| --- | --- | --- | --- |', ...lines, ''].join('\n')
}
