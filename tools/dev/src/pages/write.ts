import { writeFile } from 'node:fs/promises'
import { readMetrics } from './metric-catalogue.ts'
import { METRICS_PAGE, renderMetricsPage } from './metrics-page.ts'
import { readPrograms, renderSettingsPage, SETTINGS_PAGE } from './settings-page.ts'

/** Writes the pages of `docs` that are made from code. Run it when a setting or a metric changed; a test says so. */
await writeFile(SETTINGS_PAGE, renderSettingsPage(await readPrograms()))
await writeFile(METRICS_PAGE, renderMetricsPage(readMetrics()))
