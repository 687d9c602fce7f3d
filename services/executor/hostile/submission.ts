import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFile } from '@runhive/contracts/request'
import type { Submission } from '../testing/executor.ts'
import { AMPLE_TIME, type Hostile } from './description/program.ts'

const RUNTIMES: Readonly<Record<string, string>> = {
  c: 'c-gcc-14',
  cpp: 'cpp-gcc-14',
  go: 'go-1.24',
  java: 'java-25',
  js: 'javascript-24',
  php: 'php-8.4',
  py: 'python-3.13',
  rb: 'ruby-3.3',
  rs: 'rust-1.85',
  sh: 'bash-5.2',
  sql: 'sqlite-3.46',
}

/** As a gateway would send it, with the program read from its file. */
export async function toSubmission(theme: string, hostile: Hostile): Promise<Submission> {
  const { file, as, with: parts = [], beside = [] } = hostile
  const read = (name: string) => readFile(join(import.meta.dirname, theme, name), 'utf8')
  const ending = file.slice(file.lastIndexOf('.') + 1)
  const runtime = RUNTIMES[ending]
  if (runtime === undefined) throw new Error(`no runtime for ${file}`)
  const own = {
    request: {},
    ...hostile,
    runtime,
    limits: { ...AMPLE_TIME, ...hostile.limits },
    compileLimits: { ...AMPLE_TIME, ...hostile.compileLimits },
  }
  if (as === undefined && parts.length + beside.length === 0) return { ...own, source: await read(file) }
  const files = [
    toFile(as ?? `main.${ending}`, await read(file)),
    ...(await Promise.all(parts.map(async (name) => toFile(name, await read(name))))),
    ...beside,
  ]
  return { ...own, request: { ...own.request, source: undefined, files } }
}

function toFile(name: string, content: string): SourceFile {
  return { name, content, encoding: 'utf8' }
}
