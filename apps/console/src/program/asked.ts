import type { AskedRequest, Runtime } from '../api/types.ts'
import { fromBase64 } from './base64.ts'
import { NO_EXTRAS, type Program, parseProgram } from './program.ts'

type AskedFile = NonNullable<AskedRequest['files']>[number]

/** The files of a request; one that was sent as `source` has the runtime's default name. */
export function filesOf(
  { files, source }: Pick<AskedRequest, 'files' | 'source'>,
  runtime?: Runtime,
): AskedFile[] {
  if (files) return files
  return [{ name: runtime?.fileName ?? 'program', content: source ?? '', encoding: 'utf8' }]
}

/** A file's text; undefined if it is not text. */
export function textOfFile({ content, encoding }: AskedFile): string | undefined {
  if (encoding === 'utf8') return content
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(content))
  } catch {
    return undefined
  }
}

/**
 * The request as a program of the playground; undefined if the playground cannot hold all of it, such as tests or
 * files that are not text. The caller's labels are not part of a program.
 */
export function toProgram(request: AskedRequest, runtime: Runtime | undefined): Program | undefined {
  const asked = filesOf(request, runtime)
  const files = asked.flatMap((file) => {
    const content = textOfFile(file)
    return content === undefined ? [] : [{ name: file.name, content }]
  })
  if (files.length !== asked.length || !fitsPlayground(request)) return undefined
  const stdin = textOfFile({
    name: 'stdin',
    content: request.stdin,
    encoding: request.stdinEncoding ?? 'utf8',
  })
  if (stdin === undefined) return undefined
  const { args, limits, collect, interactive } = request
  const inputs = { stdin, args, limits, collect, interactive }
  return parseProgram({ ...NO_EXTRAS, runtime: runtime?.id ?? request.language, files, ...inputs })
}

function fitsPlayground(request: AskedRequest): boolean {
  const { tests, env, compilerArgs, compileLimits, interactive, stdin } = request
  const isEmpty = [env, compilerArgs, compileLimits].every((part) => Object.keys(part).length === 0)
  // On a terminal the playground types input while the program runs; it sends none beforehand.
  return isEmpty && tests === undefined && !(interactive && stdin !== '')
}

/** The same request again, on the same runtime if that is still installed. */
export function toSameAgain(request: AskedRequest, runtime: Runtime | undefined): AskedRequest {
  if (!runtime) return request
  const { version, ...rest } = request
  return { ...rest, language: runtime.id }
}
