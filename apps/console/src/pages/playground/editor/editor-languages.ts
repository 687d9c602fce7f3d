import { LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language'

type Load = () => Promise<LanguageSupport>

const legacy =
  (load: () => Promise<StreamParser<unknown>>): Load =>
  async () =>
    new LanguageSupport(StreamLanguage.define(await load()))

const cpp: Load = async () => (await import('@codemirror/lang-cpp')).cpp()
const clike = (name: 'csharp' | 'kotlin' | 'scala' | 'dart' | 'objectiveC') =>
  legacy(async () => (await import('@codemirror/legacy-modes/mode/clike'))[name] as StreamParser<unknown>)
const commonLisp = legacy(
  async () => (await import('@codemirror/legacy-modes/mode/commonlisp')).commonLisp as StreamParser<unknown>,
)
const scheme = legacy(
  async () => (await import('@codemirror/legacy-modes/mode/scheme')).scheme as StreamParser<unknown>,
)

/** By the language's name in the catalogue. Other languages are edited as plain text. */
const LANGUAGES: Readonly<Record<string, Load>> = {
  python: async () => (await import('@codemirror/lang-python')).python(),
  javascript: async () => (await import('@codemirror/lang-javascript')).javascript(),
  typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  java: async () => (await import('@codemirror/lang-java')).java(),
  go: async () => (await import('@codemirror/lang-go')).go(),
  rust: async () => (await import('@codemirror/lang-rust')).rust(),
  php: async () => (await import('@codemirror/lang-php')).php(),
  sqlite: async () => (await import('@codemirror/lang-sql')).sql(),
  c: cpp,
  cpp,
  csharp: clike('csharp'),
  kotlin: clike('kotlin'),
  scala: clike('scala'),
  dart: clike('dart'),
  'objective-c': clike('objectiveC'),
  'common-lisp': commonLisp,
  'emacs-lisp': commonLisp,
  scheme,
  racket: scheme,
  bash: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/shell')).shell as StreamParser<unknown>,
  ),
  clojure: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/clojure')).clojure as StreamParser<unknown>,
  ),
  crystal: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/crystal')).crystal as StreamParser<unknown>,
  ),
  d: legacy(async () => (await import('@codemirror/legacy-modes/mode/d')).d as StreamParser<unknown>),
  erlang: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/erlang')).erlang as StreamParser<unknown>,
  ),
  fortran: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/fortran')).fortran as StreamParser<unknown>,
  ),
  groovy: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/groovy')).groovy as StreamParser<unknown>,
  ),
  haskell: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/haskell')).haskell as StreamParser<unknown>,
  ),
  julia: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/julia')).julia as StreamParser<unknown>,
  ),
  lua: legacy(async () => (await import('@codemirror/legacy-modes/mode/lua')).lua as StreamParser<unknown>),
  ocaml: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/mllike')).oCaml as StreamParser<unknown>,
  ),
  fsharp: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/mllike')).fSharp as StreamParser<unknown>,
  ),
  octave: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/octave')).octave as StreamParser<unknown>,
  ),
  pascal: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/pascal')).pascal as StreamParser<unknown>,
  ),
  perl: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/perl')).perl as StreamParser<unknown>,
  ),
  r: legacy(async () => (await import('@codemirror/legacy-modes/mode/r')).r as StreamParser<unknown>),
  ruby: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/ruby')).ruby as StreamParser<unknown>,
  ),
  swift: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/swift')).swift as StreamParser<unknown>,
  ),
  tcl: legacy(async () => (await import('@codemirror/legacy-modes/mode/tcl')).tcl as StreamParser<unknown>),
  verilog: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/verilog')).verilog as StreamParser<unknown>,
  ),
  vhdl: legacy(
    async () => (await import('@codemirror/legacy-modes/mode/vhdl')).vhdl as StreamParser<unknown>,
  ),
}

/** The grammar of a language; undefined for plain text. */
export async function loadLanguage(name: string): Promise<LanguageSupport | undefined> {
  return LANGUAGES[name]?.()
}
