import type { Body } from './journey-stack.ts'

/** What of a browser a journey needs: it keeps cookies, follows redirects, and says where its requests come from. */
export interface Browser {
  /** Goes to a page, or a path of the gateway, wherever that leads. */
  visit(url: string): Promise<{ url: string; status: number; text: string }>
  /** Asks the gateway over REST as a page of its own would. */
  ask(method: string, path: string, json?: unknown): Promise<{ status: number; body: Body; headers: Headers }>
  /** Fetches a file of the REST interface, whole. */
  download(path: string): Promise<string>
  readonly cookies: ReadonlyMap<string, string>
}

const MAX_REDIRECTS = 10

export function openBrowser(origin: string): Browser {
  /** By name and host: ports share cookies, as in a real browser. */
  const cookies = new Map<string, string>()
  async function request(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      cookie,
      'user-agent': 'journey',
      ...(init.headers as Record<string, string> | undefined),
    }
    const answer = await fetch(url, { redirect: 'manual', ...init, headers })
    for (const line of answer.headers.getSetCookie()) keep(line)
    return answer
  }
  function keep(line: string) {
    const [pair = '', ...attributes] = line.split(';')
    const at = pair.indexOf('=')
    const gone = attributes.some((own) => /^\s*max-age=0\s*$/i.test(own) || /^\s*expires=.*1970/i.test(own))
    if (gone) cookies.delete(pair.slice(0, at))
    else cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
  return {
    cookies,
    async visit(address) {
      let url = new URL(address, origin)
      for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
        const answer = await request(url)
        const location = answer.headers.get('location')
        if (location === null) return { url: url.href, status: answer.status, text: await answer.text() }
        await answer.body?.cancel()
        url = new URL(location, url)
      }
      throw new Error(`${address} leads in circles`)
    },
    async download(path) {
      const answer = await request(new URL(`/api/v1${path}`, origin), {
        headers: { 'sec-fetch-site': 'same-origin' },
      })
      return answer.text()
    },
    async ask(method, path, json) {
      const answer = await request(new URL(`/api/v1${path}`, origin), {
        method,
        headers: {
          origin,
          'sec-fetch-site': 'same-origin',
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        headers: answer.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Body,
      }
    },
  }
}
