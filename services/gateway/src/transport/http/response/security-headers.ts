/** On every answer. Pages that need scripts replace the policy with their own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/** For pages of our own without scripts. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/** For the API reference, whose script brings its own styles and frames nothing. All of it is served from here. */
export const REFERENCE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * For the console. Scripts come from here and nowhere else, none of them inline; styles from files, or with the nonce
 * of this very answer, for the libraries that make theirs. Images may be made by a page itself: those that a program
 * left.
 */
export function consolePolicy(origin: string, nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    // The origin in full too: not every browser applies 'self' to WebSockets.
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "worker-src 'self'",
    // Of our own pages only the embed page lets itself be framed: to show what a snippet will look like.
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

/** Where the procedures are. */
export const API_PATHS = ['/trpc', '/api/v1']

export const isApi = (url: string): boolean => API_PATHS.some((path) => url.startsWith(`${path}/`))

/** On every answer of a procedure: it is for its caller alone, and never cached. */
export const API_HEADERS: Readonly<Record<string, string>> = { 'cache-control': 'no-store', vary: 'origin' }
