import { withoutReplaced } from './compiler-flags.ts'
import type { Manifest } from './manifest.ts'

/** What one phase starts: an argument vector, without a shell, and the variables over the cell's own. */
export interface CommandLine {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** The part of a request that a manifest turns into command lines. */
export interface Invocation {
  /** Names relative to the work folder; the first is the main file. */
  readonly files: readonly string[]
  readonly args: readonly string[]
  readonly compilerArgs: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Limit of the run. */
  readonly memoryBytes?: number
}

type CommandManifest = Pick<Manifest, 'compile' | 'run' | 'extensions' | 'environment' | 'flags'>

/** What to start in the compile phase; undefined when the language has none. */
export function toCompileCommand(manifest: CommandManifest, invocation: Invocation): CommandLine | undefined {
  if (!manifest.compile) return undefined
  return toCommandLine(manifest, manifest.compile.command, invocation)
}

/** What to start in the run phase. The program's arguments come last unless the manifest places them. */
export function toRunCommand(manifest: CommandManifest, invocation: Invocation): CommandLine {
  const { command } = manifest.run
  return toCommandLine(manifest, command.includes('{args}') ? command : [...command, '{args}'], invocation)
}

function toCommandLine(
  manifest: CommandManifest,
  command: readonly string[],
  invocation: Invocation,
): CommandLine {
  const [main = ''] = invocation.files
  const sources = invocation.files.filter(
    (name, index) => index === 0 || endsWithAny(name, manifest.extensions),
  )
  const lists: Record<string, readonly string[]> = {
    '{files}': sources.map(toOperand),
    '{compilerArgs}': invocation.compilerArgs,
    '{args}': invocation.args,
  }
  const texts: Record<string, string> = {
    '{file}': toOperand(main),
    '{name}': toOperand(withoutExtension(main)),
    '{memoryMiB}': String(Math.floor((invocation.memoryBytes ?? 0) / 2 ** 20)),
  }
  const argv = withoutReplaced(command, manifest.flags, invocation.compilerArgs).flatMap(
    (part) =>
      lists[part] ?? [
        part.replace(/\{(?:file|name|memoryMiB)\}/g, (placeholder) => texts[placeholder] ?? placeholder),
      ],
  )
  return { argv, environment: { ...manifest.environment, ...invocation.environment } }
}

function endsWithAny(name: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => name.endsWith(extension))
}

function withoutExtension(name: string): string {
  return name.replace(/(?<=[^/])\.[^./]*$/, '')
}

/**
 * A file called `-o`, `+x` or `@list` must reach the compiler as a file, not as an option or a response file, and one
 * called `|id` not as a command, which is what SQLite would take it for.
 */
function toOperand(name: string): string {
  return /^[-+@|]/.test(name) ? `./${name}` : name
}
