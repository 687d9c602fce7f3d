/** Nobody's: only to see where a path leads. */
const HERE = 'https://here.invalid'
const MAX_LENGTH = 1_024

/**
 * Where to go after signing in: a path of ours, or `/` for everything else. Browsers take `//host`, `/\host` and
 * paths with tabs or line ends in them for other hosts; a path that leads to one only after `.` and `..` are resolved
 * is refused as well.
 */
export function toReturnTo(text: string): string {
  if (!text.startsWith('/') || /[\p{Cc}\\]/u.test(text)) return '/'
  const url = URL.parse(text, HERE)
  if (url === null || url.origin !== HERE) return '/'
  const path = url.pathname + url.search + url.hash
  return path.startsWith('//') || path.length > MAX_LENGTH ? '/' : path
}
