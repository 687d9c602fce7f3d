import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 64 * 1024

/** The last lines of a file, each behind `indent`. An absent file has none. */
export function lastLines(path: string, count: number, indent = ''): string {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return `${indent}(no log)`
  }
  try {
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES))
    readSync(file, buffer, 0, buffer.length, size - buffer.length)
    const lines = buffer.toString('utf8').trimEnd().split('\n').slice(-count)
    return lines.map((line) => indent + line).join('\n')
  } finally {
    closeSync(file)
  }
}
