import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { build, type Plugin } from 'vite'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/**
 * Writes `embed.js` beside the pages: one classic script without imports, for other people's pages. It is not an asset
 * because its name must never change.
 */
export function embedScript(): Plugin {
  let root = ''
  let outDir = ''
  return {
    name: 'runhive:embed-script',
    apply: 'build',
    configResolved(config) {
      root = config.root
      outDir = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const bytes = Buffer.from(await bundle(root))
      const path = join(outDir, 'embed.js')
      await Promise.all([
        writeFile(path, bytes),
        toBrotli(bytes).then((packed) => writeFile(`${path}.br`, packed)),
        toGzip(bytes, { level: 9 }).then((packed) => writeFile(`${path}.gz`, packed)),
      ])
    },
  }
}

async function bundle(root: string): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: ['chrome111', 'firefox115', 'safari16'],
      rolldownOptions: { input: 'src/embed/script.ts', output: { format: 'iife' } },
      modulePreload: { polyfill: false },
    },
  })
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  const chunks = outputs.filter((output) => output.type === 'chunk')
  const [chunk] = chunks
  if (!chunk || chunks.length > 1) throw new Error('embed.js must be one file')
  return chunk.code
}
