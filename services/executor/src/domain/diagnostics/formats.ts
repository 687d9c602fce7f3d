import { parseGcc } from './gcc.ts'
import { parseGo } from './go.ts'
import { parseJavac } from './javac.ts'
import type { Mention } from './mention.ts'
import { parsePython } from './python.ts'
import { parseRustc } from './rustc.ts'
import { parseTsc } from './tsc.ts'

/**
 * Reads the complaints out of plain lines. The lines are a stranger's: a format takes time linear in their length,
 * never throws, and believes nothing that {@link Mention} does not let it say.
 */
export type ParseDiagnostics = (lines: readonly string[]) => Mention[]

/**
 * The formats a manifest may name. `gcc` is everybody's who writes `file:line:column: error: message`: clang, GNAT, and
 * gfortran in its own way.
 */
export const DIAGNOSTICS_FORMATS = ['gcc', 'go', 'javac', 'python', 'rustc', 'tsc'] as const
export type DiagnosticsFormat = (typeof DIAGNOSTICS_FORMATS)[number]

export const PARSERS: Readonly<Record<DiagnosticsFormat, ParseDiagnostics>> = {
  gcc: parseGcc,
  go: parseGo,
  javac: parseJavac,
  python: parsePython,
  rustc: parseRustc,
  tsc: parseTsc,
}
