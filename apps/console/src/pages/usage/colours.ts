/** Of the layers of a chart, from the bottom. The last is for all the others. */
export const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6'] as const
