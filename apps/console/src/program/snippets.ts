import type { ExecutionRequest } from '../api/types.ts'
import type { Program } from './program.ts'

/** What is asked of the service for a program: only what differs from its defaults. */
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

/** One file with the runtime's own name is short for itself. */
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
  /** What the runtime calls a single source file. */
  readonly fileName: string | undefined
}

/** For a shell: nothing of the program is ever seen by it. */
export function toCurl(program: Program, { url, fileName }: Where): string {
  const body = JSON.stringify(forReading(program, fileName), undefined, 2)
  return [
    `curl -s ${quote(`${url}/api/v1/executions?wait=true`)} \\`,
    `  -H "authorization: Bearer $RUNHIVE_KEY" \\`,
    "  -H 'content-type: application/json' \\",
    `  -d ${quote(body)}`,
  ].join('\n')
}

/** In single quotes a shell reads nothing but their end. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** JSON is JavaScript; two line ends of Unicode are escaped for readers of older ones. */
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
