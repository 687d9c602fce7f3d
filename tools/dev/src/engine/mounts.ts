import { readFileSync } from 'node:fs'

/** Where something is mounted, in the order of mounting. None where there is no /proc. */
export function readMountPoints(): string[] {
  try {
    return parseMountPoints(readFileSync('/proc/self/mounts', 'utf8'))
  } catch {
    return []
  }
}

/** The kernel writes spaces, tabs, newlines and backslashes in paths as octal escapes. */
export function parseMountPoints(mounts: string): string[] {
  return mounts
    .split('\n')
    .map((line) => line.split(' ')[1])
    .filter((path) => path !== undefined)
    .map((path) =>
      path.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
}

/**
 * Mount points an engine left below its folders, the newest first, so that they come off in that order. A path that
 * was mounted before, however often, stays that often.
 */
export function leftBehind(options: {
  before: ReadonlyArray<string>
  now: ReadonlyArray<string>
  roots: ReadonlyArray<string>
}): string[] {
  const earlier = [...options.before]
  const left = options.now.filter((path) => {
    const at = earlier.indexOf(path)
    if (at >= 0) earlier.splice(at, 1)
    return at < 0 && options.roots.some((root) => path === root || path.startsWith(`${root}/`))
  })
  return left.reverse()
}
