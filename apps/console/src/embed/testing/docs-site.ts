import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A third-party site with an origin of its own. */
export interface DocsSite extends AsyncDisposable {
  readonly origin: string
  /** The same server under another name: another site to browsers. */
  readonly localhost: string
  /** Sets the answer at a path. */
  put(path: string, body: string): void
}

interface DocsOptions {
  /** Sent with every page. */
  readonly policy?: string
}

export async function openDocsSite({ policy }: DocsOptions = {}): Promise<DocsSite> {
  const pages = new Map<string, string>()
  const server = createServer(({ url = '/' }, response) => {
    const page = pages.get(url)
    if (policy) response.setHeader('content-security-policy', policy)
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': type }).end(page)
  }).listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    localhost: `http://localhost:${port}`,
    put: (path, body) => void pages.set(path, body),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A documentation page with this body. */
export const docsPage = (body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Docs</title><main><h1>Docs</h1>${body}</main></html>`
