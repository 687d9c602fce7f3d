/** The colours of a chart's layers, from the bottom. The last one is for all other languages. */
export const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'] as const
