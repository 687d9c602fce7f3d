'use strict'
// Makes .tsc/tsconfig.json of a program's own:  tsconfig.cjs TSCONFIG MAIN.ts
//
// What a program asks of the checker, and of what it is translated to, is kept. How modules are resolved and where the result goes is
// ours, for the result is run by `modules.cjs`; what TypeScript 7 no longer has is left out. What of that may be missed is said.
const { spawnSync } = require('node:child_process')
const { existsSync, mkdirSync, writeFileSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')

const TYPES = join(__dirname, 'node_modules')
const [config, main] = process.argv.slice(2)
const folder = resolve(dirname(config))

const ask = (flag) =>
  spawnSync(join(__dirname, 'lib/tsc'), ['--project', config, flag, '--pretty', 'false'], {
    encoding: 'utf8',
  })

// tsc itself reads comments, `extends`, `include` and `exclude`, and goes on without what it does not understand.
const shown = ask('--showConfig')
if (!shown.stdout.startsWith('{')) {
  process.stderr.write(shown.stdout + shown.stderr)
  process.exit(1)
}
// Of that its author is told: wrong syntax, options and values nobody knows, and files that are not there.
const NOT_UNDERSTOOD =
  /^(?:\S+\.json\(\d+,\d+\): )?error TS(?:1\d{3}|50(?:12|14|23|24|25|83)|60(?:46|53)|18000):/
for (const line of ask('--listFilesOnly').stdout.split('\n'))
  if (NOT_UNDERSTOOD.test(line)) process.stderr.write(`${line}\n`)
const { compilerOptions: asked = {}, files = [] } = JSON.parse(shown.stdout)

const missed = []
const miss = (option, value = asked[option]) => missed.push(`${option} ${JSON.stringify(value)}`)

/** Decided below, about results that nobody runs, or no longer known to TypeScript. */
const LEFT_OUT =
  `allowSyntheticDefaultImports alwaysStrict baseUrl charset composite declaration declarationDir
  declarationMap diagnostics downlevelIteration emitDeclarationOnly esModuleInterop explainFiles extendedDiagnostics
  ignoreDeprecations importHelpers importsNotUsedAsValues incremental inlineSources isolatedDeclarations keyofStringsOnly
  listEmittedFiles listFiles mapRoot noEmit noEmitHelpers noImplicitUseStrict noStrictGenericChecks out outFile plugins
  preserveValueImports sourceMap sourceRoot suppressExcessPropertyErrors suppressImplicitAnyIndexErrors traceResolution
  tsBuildInfoFile`.split(/\s+/)
const kept = Object.fromEntries(Object.entries(asked).filter(([option]) => !LEFT_OUT.includes(option)))

for (const option of ['alwaysStrict', 'esModuleInterop', 'allowSyntheticDefaultImports'])
  if (asked[option] === false) miss(option)
for (const option of ['outFile', 'noEmit', 'emitDeclarationOnly', 'plugins']) if (asked[option]) miss(option)

/** Node runs neither what is older, nor decorators as they are. */
function toTarget(target = 'es2024') {
  if (/^es[35]$/i.test(target)) miss('target')
  return /^es[35]$/i.test(target) ? 'es2015' : target.replace(/^esnext$/i, 'es2024')
}

function toJsx(jsx = 'react') {
  if (!/^(preserve|react-native)$/i.test(jsx)) return jsx
  miss('jsx')
  return 'react'
}

const typeRoots = [...(asked.typeRoots ?? []).map((root) => resolve(folder, root)), TYPES]

function toTypes(types = []) {
  const isThere = (name) => typeRoots.some((root) => existsSync(join(root, name)))
  const missing = types.filter((name) => name !== '*' && !isThere(name))
  if (missing.length > 0) miss('types', missing)
  return [...new Set(['node', ...types.filter((name) => name === '*' || isThere(name))])]
}

function toPaths({ baseUrl, paths = {} }) {
  const base = resolve(folder, baseUrl ?? '.')
  const all = baseUrl === undefined ? paths : { '*': ['*'], ...paths }
  return Object.fromEntries(
    Object.entries(all).map(([pattern, places]) => [pattern, places.map((place) => resolve(base, place))]),
  )
}

const compilerOptions = {
  lib: ['esnext'],
  noEmitOnError: true,
  ...kept,
  target: toTarget(asked.target),
  jsx: toJsx(asked.jsx),
  paths: toPaths(asked),
  typeRoots,
  types: toTypes(asked.types),
  rootDirs: asked.rootDirs?.map((root) => resolve(folder, root)),
  skipLibCheck: true,
  module: 'preserve',
  moduleResolution: 'bundler',
  resolveJsonModule: true,
  rewriteRelativeImportExtensions: true,
  inlineSourceMap: true,
  sourceRoot: `${process.cwd()}/`,
  rootDir: process.cwd(),
  outDir: resolve('.tsc'),
}

mkdirSync('.tsc', { recursive: true })
// Tests, and what configures tools, count where the program imports them: it is not they that run.
const others = files.filter((name) => !/\.(test|spec|config)\.[cm]?tsx?$|(^|\/)__tests__\//.test(name))
const program = [...new Set([resolve(main), ...others.map((name) => resolve(folder, name))])]
writeFileSync('.tsc/tsconfig.json', JSON.stringify({ compilerOptions, files: program }))
if (missed.length > 0)
  process.stderr.write(`${config.replace(/^\.\//, '')}: not used here: ${missed.join(', ')}\n`)
