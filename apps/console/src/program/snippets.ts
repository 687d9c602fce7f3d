import type { ExecutionRequest } from '../api/types.ts'
import type { Program } from './program.ts'

/** The request for a program: only fields that differ from the defaults. */
export function toRequest(program: Program, size?: { columns: number; rows: number }): ExecutionRequest {
  const { runtime, files, stdin, args, limits, collect, interactive, store } = program
  return {
    language: runtime,
    files: files.map(({ name, content }) => ({ name, content })),
    ...(interactive ? { interactive, terminal: size ?? { columns: 80, rows: 24 } } : stdin && { stdin }),
    ...(args.length > 0 && { args: [...args] }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(collect.length > 0 && { collect: [...collect] }),
    ...(!store && { store }),
  }
}

/** A single file with the runtime's default name is sent as `source`. */
function forReading(program: Program, fileName: string | undefined): ExecutionRequest {
  const { files, interactive, terminal, ...rest } = toRequest(program)
  const only = files?.length === 1 ? files[0] : undefined
  const { language, ...more } = rest
  return only && only.name === fileName
    ? { language, source: only.content, ...more }
    : { language, ...(files && { files }), ...more }
}

interface Where {
  /** The service's origin. */
  readonly url: string
  /** The runtime's default name of a single source file. */
  readonly fileName: string | undefined
}

/** Quoted so that the shell interprets nothing of the program. */
export function toCurl(program: Program, { url, fileName }: Where): string {
  const body = JSON.stringify(forReading(program, fileName), undefined, 2)
  return [
    `curl -s ${quote(`${url}/api/v1/executions?wait=true`)} \\`,
    `  -H "authorization: Bearer $RUNHIVE_KEY" \\`,
    "  -H 'content-type: application/json' \\",
    `  -d ${quote(body)}`,
  ].join('\n')
}

/** In single quotes a shell interprets only the closing quote. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** JSON is valid JavaScript; two Unicode line ends are escaped for older engines. */
export function toTypeScript(program: Program, { url, fileName }: Where): string {
  const request = JSON.stringify(forReading(program, fileName), undefined, 2)
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
  return [
    "import { createClient } from '@runhive/client'",
    '',
    `const client = createClient({ url: ${JSON.stringify(url)}, apiKey: process.env.RUNHIVE_KEY })`,
    `const result = await client.executions.run.mutate(${request})`,
    'console.log(result.status, result.run?.stdout)',
    '',
  ].join('\n')
}
