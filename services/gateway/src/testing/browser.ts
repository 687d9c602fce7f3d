/**
 * A browser as far as signing in needs one: keeps cookies with their paths, follows no redirect, says where a request
 * comes from.
 */
export interface Browser {
  /** Cookies by name, as the server last set them. */
  readonly cookies: ReadonlyMap<string, Cookie>
  /** Opens an address as a person does who follows a link. */
  visit(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Asks from a script on a page of the service. */
  send(path: string, init: RequestInit & { headers?: Readonly<Record<string, string>> }): Promise<Response>
}

export interface Cookie {
  readonly value: string
  readonly path: string
  /** As in the header, after the value. */
  readonly attributes: string
}

export function createBrowser(origin: string): Browser {
  const cookies = new Map<string, Cookie>()
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const sent = [...cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
    const cookie = sent.length === 0 ? {} : { cookie: sent.join('; ') }
    const answer = await fetch(origin + path, {
      ...init,
      redirect: 'manual',
      headers: { ...cookie, ...(init.headers as Record<string, string>) },
    })
    for (const header of answer.headers.getSetCookie()) keep(cookies, header)
    return answer
  }
  return {
    cookies,
    visit: (path, headers = {}) => ask(path, { headers: { 'sec-fetch-site': 'none', ...headers } }),
    send: (path, init) =>
      ask(path, { ...init, headers: { origin, 'sec-fetch-site': 'same-origin', ...init.headers } }),
  }
}

function keep(cookies: Map<string, Cookie>, header: string): void {
  const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*); (.*)$/.exec(header) ?? []
  if (/Max-Age=0\b/.test(attributes)) {
    cookies.delete(name)
    return
  }
  cookies.set(name, { value, attributes, path: /Path=([^;]*)/.exec(attributes)?.[1] ?? '/' })
}
