import type { Engine } from './docker/engine.ts'
import { findInstalled as findIn, type Installed } from './images/resolve-images.ts'

/** What this executor can run: the catalogue's runtimes whose images the engine has, with versions measured in them. */
export function findInstalled(engine: Engine): Promise<Installed> {
  return findIn(engine.findImage)
}
