import type { Issue } from './issues.ts'

/**
 * The runtime itself is found through PATH, before the program has begun: with another value it would not start, and
 * nothing would say why. Every other variable reaches the program as given, also those that change how it is loaded or
 * where it looks, such as LD_PRELOAD, HOME or PYTHONPATH: if one breaks something, the language's own message explains
 * it, and the cell contains what it allows.
 */
export function refusedVariables(env: Readonly<Record<string, string>>): Issue[] {
  if (!Object.hasOwn(env, 'PATH')) return []
  const message =
    "cannot be set, because the language's own programs are found through it: set PATH inside the program, or call programs by their full path"
  return [{ code: 'not_settable', path: ['env', 'PATH'], message }]
}
