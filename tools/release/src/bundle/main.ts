import { statSync } from 'node:fs'
import { join } from 'node:path'
import { bundles } from './bundles.ts'

/** `./dev bundle [part…]`: makes `dist/<part>` of those that are named, or of all. */
for (const { name, folder } of await bundles({ names: process.argv.slice(2) })) {
  const kilobytes = Math.round(statSync(join(folder, 'main.mjs')).size / 1_000)
  console.log(`${name.padEnd(9)} ${folder}  main.mjs ${kilobytes} kB`)
}
