import type { Browser, BrowserContext, Page } from 'playwright-core'

export type ColourScheme = 'light' | 'dark'

export interface VisitorOptions {
  /** Whose pages these are, e.g. `http://127.0.0.1:4000`. Relative addresses start here. */
  readonly origin: string
  /** More origins that pages may lead to: where people sign in. */
  readonly alsoAllowed?: ReadonlyArray<string>
  readonly colourScheme?: ColourScheme
  /** CSS pixels. Default 1280 × 800. */
  readonly viewport?: { readonly width: number; readonly height: number }
}

/** Somebody with a browser of their own: cookies, one tab, and a record of what their pages did. */
export interface Visitor extends AsyncDisposable {
  readonly context: BrowserContext
  readonly page: Page
  /** Everything requested from elsewhere than the allowed origins, sockets included. */
  readonly strayRequests: ReadonlyArray<string>
  /** Uncaught exceptions, violations of the content security policy, and other errors on the console, in order. */
  readonly problems: ReadonlyArray<string>
}

export const DESKTOP = { width: 1280, height: 800 } as const
/** The narrowest phones in use. */
export const PHONE = { width: 360, height: 740 } as const

export async function openVisitor(browser: Browser, options: VisitorOptions): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: options.origin,
    colorScheme: options.colourScheme ?? 'light',
    viewport: { ...(options.viewport ?? DESKTOP) },
    reducedMotion: 'reduce',
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const strayRequests: string[] = []
  const problems: string[] = []
  const allowed = new Set([options.origin, ...(options.alsoAllowed ?? [])].map(hostOf))
  const note = (address: string) => {
    const { protocol } = new URL(address)
    if (protocol !== 'data:' && protocol !== 'blob:' && !allowed.has(hostOf(address)))
      strayRequests.push(address)
  }
  context.on('request', (request) => note(request.url()))
  context.on('page', (page) => {
    page.on('websocket', (socket) => note(socket.url()))
    page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isRefusal(message.text())) problems.push(message.text())
    })
  })
  const page = await context.newPage()
  return { context, page, strayRequests, problems, [Symbol.asyncDispose]: () => context.close() }
}

/** http and ws alike. */
const hostOf = (address: string): string => new URL(address).host

/** Chromium itself reports every answer of 400 and above; that a page asks something and hears no is not its error. */
const isRefusal = (text: string): boolean => text.startsWith('Failed to load resource: the server responded')
