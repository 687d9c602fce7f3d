/** What only the server knows, in the router's declaration; to a client it is any object. */
const SERVER_ONLY = /import\("\.\.\/procedure\/(?:context|meta)\.ts"\)\.(?:Context|ProcedureMeta)/g

/**
 * The router's type as a module of its own, from the declaration the compiler wrote for it.
 * Throws when anything in it is not written out but imported from the server.
 */
export function toRouterType(declaration: string): string {
  const written = /export declare function createRouter\([^)]*\): ([\s\S]*?);\nexport /.exec(declaration)?.[1]
  if (written === undefined) throw new Error('the declaration has no createRouter')
  const type = written.replaceAll(SERVER_ONLY, 'object')
  const foreign = [...type.matchAll(/import\("([^"]+)"\)/g)].find(
    ([, from]) => !/^@trpc\/server(\/|$)/.test(from ?? ''),
  )
  if (foreign) throw new Error(`the router's type still needs ${foreign[1]}`)
  return `export type AppRouter = ${type}\n`
}
