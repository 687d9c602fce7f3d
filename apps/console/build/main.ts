import { BUDGET_BYTES, editorLoad, firstLoad, totalOf } from './first-load.ts'

const loaded = firstLoad()
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`.padStart(10)
for (const { file, gzipped } of loaded) process.stdout.write(`${kilobytes(gzipped)}  ${file}\n`)
process.stdout.write(
  `${kilobytes(totalOf(loaded))}  first load of /, gzipped; the budget is ${kilobytes(BUDGET_BYTES).trim()}\n`,
)
process.stdout.write(
  `${kilobytes(totalOf(editorLoad()))}  more for the editor, which comes after the first paint\n`,
)
