import { registerHooks } from 'node:module'

const STAND_IN = new URL('stand-in-engine.ts', import.meta.url).href

/**
 * Makes this process open the stand-in wherever the executor opens its Docker engine. A hook of the module loader and
 * not a seam in the executor: so it serves an older commit's executor, too. `source` is the URL of its `src` folder,
 * with a slash at the end.
 */
export function replaceEngine(source: string): void {
  const engine = new URL('docker/engine.ts', source).href
  // The query makes it another module: the one that the hook leaves alone.
  const real = `${engine}?real`
  const protocol = new URL('cell/protocol.ts', source).href
  const module = `
    import { openEngine as openReal } from ${JSON.stringify(real)}
    import { protocolVersion } from ${JSON.stringify(protocol)}
    import { standInFor } from ${JSON.stringify(STAND_IN)}
    export * from ${JSON.stringify(real)}
    export const openEngine = async (address) => standInFor(await openReal(address), protocolVersion)
  `
  registerHooks({
    load: (url, context, next) =>
      url === engine ? { format: 'module', source: module, shortCircuit: true } : next(url, context),
  })
}
