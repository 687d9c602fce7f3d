'use strict'
// Loaded before every TypeScript program: runs it by the module system that it was checked by, tsc's "preserve".
//
// A module is known by the name of its source, and loaded from what tsc made of it in .tsc. A specifier may leave out the extension,
// name a folder, or what the source would be translated to; `paths` of a tsconfig.json count. In every module there is all of `import`,
// `import.meta`, top-level await, `require`, `module`, `__filename` and `__dirname`; JSON can be imported by name.
const { readFileSync, statSync } = require('node:fs')
const { isBuiltin, registerHooks } = require('node:module')
const { dirname, join, resolve } = require('node:path')
const { fileURLToPath, pathToFileURL } = require('node:url')
const { compileFunction, runInThisContext } = require('node:vm')

const WORK = process.cwd()
const BUILT = join(WORK, '.tsc')

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** What a path may mean, in tsc's order. */
function* candidates(path) {
  const [, name, kind, jsx] = /^(.*)\.([mc]?)js(x?)$/s.exec(path) ?? []
  if (name !== undefined) yield* jsx || kind ? [`${name}.${kind}ts${jsx}`] : [`${name}.ts`, `${name}.tsx`]
  yield path
  const ends = ['.ts', '.tsx', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs', '.json']
  yield* ends.map((end) => path + end)
  yield* ends.map((end) => join(path, `index${end}`))
}

const findFile = (path) => candidates(path).find(isFile)

/** Patterns of `paths`, the longest beginning first, as tsc has it. */
let patterns
function readPatterns() {
  const config = read(join(BUILT, 'tsconfig.json'))
  const { paths = {} } = config === undefined ? {} : JSON.parse(config).compilerOptions
  return Object.entries(paths)
    .map(([pattern, places]) => ({ parts: pattern.split('*'), places }))
    .sort((a, b) => a.parts.length - b.parts.length || b.parts[0].length - a.parts[0].length)
}

function findByPaths(specifier) {
  patterns ??= readPatterns()
  for (const { parts, places } of patterns) {
    const [start, end] = parts
    const fits =
      end === undefined ? specifier === start : specifier.startsWith(start) && specifier.endsWith(end)
    if (!fits || specifier.length < parts.join('').length) continue
    const star = specifier.slice(start.length, specifier.length - (end ?? '').length)
    for (const place of places) {
      const found = findFile(place.replace('*', () => star))
      if (found) return found
    }
  }
}

function find(specifier, parentURL) {
  if (isBuiltin(specifier)) return undefined
  if (specifier.startsWith('file:')) return findFile(fileURLToPath(specifier))
  if (!/^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier)) return findByPaths(specifier)
  const from = parentURL?.startsWith('file:') ? dirname(fileURLToPath(parentURL)) : WORK
  return findFile(resolve(from, specifier))
}

/** What tsc made of a source; undefined when there is nothing. */
function readBuilt(path) {
  const found = path.startsWith(`${WORK}/`) && /^(.*\.[mc]?)[jt]s(x?)$/s.exec(path.slice(WORK.length + 1))
  return found ? read(join(BUILT, `${found[1]}js`)) : undefined
}

function isCommonJs(source) {
  try {
    compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'])
    return true
  } catch {
    return false
  }
}

const referenced = new Set()

/** Runs the scripts that a script names in `/// <reference path="…" />`: their names are everybody's. */
function runReferenced(path) {
  referenced.add(path)
  for (const [, name] of (read(path) ?? '').matchAll(/^\s*\/\/\/\s*<reference\s+path=["'](.+?)["']/gm)) {
    const script = resolve(dirname(path), name)
    if (referenced.has(script)) continue
    runReferenced(script)
    const built = readBuilt(script)
    if (built !== undefined && isCommonJs(built)) runInThisContext(built, { filename: script })
  }
}

/** A namespace or enum of a script goes on where a script before it ended. */
function withReferenced(source, path) {
  runReferenced(path)
  if (referenced.size === 1) return source
  const names = [...source.matchAll(/^var ([\w$]+);$/gm)].map(([, name]) => name)
  return `${names.map((name) => `var ${name} = globalThis.${name};`).join(' ')}${source}`
}

/** In the order in which they need each other. */
const OF_COMMONJS = {
  require: "process.getBuiltinModule('module').createRequire(import.meta.url)",
  module: '{ exports: {} }',
  exports: 'module.exports',
  __filename: 'import.meta.filename',
  __dirname: 'import.meta.dirname',
}

/** A module with `import`, and what it uses of CommonJS without declaring it. On its first line, so that all lines stay. */
function withCommonJs(source) {
  const isFree = (name) =>
    new RegExp(`(?<![.\\w$])${name}(?![\\w$])`).test(source) &&
    !new RegExp(
      `^(?:export )?(?:(?:import|const|let|var)\\b[^=;'"(]*|(?:async )?function\\*? |class )(?<![\\w$])${name}(?![\\w$])`,
      'm',
    ).test(source)
  const free = Object.keys(OF_COMMONJS).filter(isFree)
  if (free.includes('exports') && !free.includes('module')) free.splice(free.indexOf('exports'), 0, 'module')
  let head = free.map((name) => `const ${name} = ${OF_COMMONJS[name]};`).join(' ')
  if (free.includes('require') && free.includes('module'))
    head += ' if (import.meta.main) require.main = module;'
  const assigns =
    free.includes('module') && /^(?:module\.)?exports\b.*=/m.test(source) && !/^export\b/m.test(source)
  const tail = assigns
    ? '\nconst __exported = module.exports; export { __exported as default, __exported as "module.exports" };'
    : ''
  return `${head}${source}${tail}`
}

/** Every key of an object can be imported by its name, as tsc has it. */
function toJsonModule(text) {
  const value = JSON.parse(text.replace(/^\uFEFF/, ''))
  const keys = value && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : []
  const named = keys
    .filter((key) => key !== 'default' && key.isWellFormed())
    .map(
      (key, index) =>
        `const v${index} = value[${JSON.stringify(key)}]; export { v${index} as ${JSON.stringify(key)} };`,
    )
  return `const value = JSON.parse(${JSON.stringify(JSON.stringify(value))}); export default value; ${named.join(' ')}`
}

registerHooks({
  resolve(specifier, context, next) {
    const found = find(specifier, context.parentURL)
    if (found) return { url: pathToFileURL(found).href, shortCircuit: true }
    try {
      return next(specifier, context)
    } catch (error) {
      // A package.json may name what a source would be translated to.
      const meant = error.url?.startsWith('file:') && findFile(fileURLToPath(error.url))
      if (!meant) throw error
      return { url: pathToFileURL(meant).href, shortCircuit: true }
    }
  },
  load(url, context, next) {
    const path = url.startsWith('file:') ? fileURLToPath(url) : ''
    const built = readBuilt(path)
    if (built !== undefined) {
      const commonJs = isCommonJs(built)
      return {
        format: commonJs ? 'commonjs' : 'module',
        source: commonJs ? withReferenced(built, path) : withCommonJs(built),
        shortCircuit: true,
      }
    }
    const isImported = context.conditions.includes('import') && !context.importAttributes?.type
    if (path.endsWith('.json') && isImported)
      return { format: 'module', source: toJsonModule(readFileSync(path, 'utf8')), shortCircuit: true }
    return next(url, context)
  },
})
