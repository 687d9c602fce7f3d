import type { IncomingHttpHeaders } from 'node:http'
import type { Page } from '../../../admission/caller.ts'

/** Where people find this service, and whose pages may use their sessions. */
export interface Site {
  /** Origin only, e.g. `https://run.example.com`. */
  readonly url: string
  /** The page that a request's headers say it came from. */
  pageOf(headers: IncomingHttpHeaders): Page
  /** Called once, when the port is known. */
  listensAt(port: number): void
}

export interface OriginSettings {
  /** undefined: loopback, at the port listened at. */
  readonly publicUrl: string | undefined
  readonly allowedOrigins: readonly string[]
}

export function createSite(settings: OriginSettings): Site {
  let url = settings.publicUrl ?? 'http://127.0.0.1'
  const allowed = new Set(settings.allowedOrigins)
  return {
    get url() {
      return url
    },
    listensAt(port) {
      url = settings.publicUrl ?? `http://127.0.0.1:${port}`
    },
    pageOf(headers) {
      const { origin } = headers
      if (origin !== undefined) return origin === url || allowed.has(origin) ? 'own' : 'foreign'
      const site = headers['sec-fetch-site']
      if (site === 'same-origin') return 'own'
      // `none`: typed into the address bar, or a bookmark.
      return site === undefined || site === 'none' ? 'unknown' : 'foreign'
    },
  }
}
