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

/** Under these the procedures are. */
export const API_PATHS = ['/trpc', '/api/v1']

export const isApi = (url: string): boolean => API_PATHS.some((path) => url.startsWith(`${path}/`))

/** On every answer of a procedure: it is for whoever asked, and nobody's to keep. */
export const API_HEADERS: Readonly<Record<string, string>> = { 'cache-control': 'no-store', vary: 'origin' }
