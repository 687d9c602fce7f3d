import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './docker/engine.ts'
import { createCatalogue } from './domain/catalogue.ts'
import { Manifest } from './domain/manifest.ts'

const LANGUAGES = join(import.meta.dirname, '../languages')

export async function findInstalled(engine: Engine) {
  const entries = []
  const imageIds = new Map<string, string>()
  for (const image of await readdir(LANGUAGES, { withFileTypes: true })) {
    if (!image.isDirectory()) continue
    const id = await engine.findImage(`runhive/${image.name}`)
    if (id === undefined) continue
    imageIds.set(image.name, id)
    for (const file of await readdir(join(LANGUAGES, image.name))) {
      if (!file.endsWith('.json') || file === 'image.json') continue
      const manifest = Manifest.parse(JSON.parse(await readFile(join(LANGUAGES, image.name, file), 'utf8')))
      entries.push({ image: image.name, manifest })
    }
  }
  return { catalogue: createCatalogue(entries), imageIds }
}
