import { CALLBACK_URL } from './issuer.ts'

/**
 * Goes where an issuer sends it, with cookies, until it is sent back to us; gives that address, as a gateway would see
 * it.
 */
export async function signInAt(authorizationUrl: string, subject: string): Promise<string> {
  const jar = new Map<string, string>()
  let url = new URL(authorizationUrl)
  url.searchParams.set('login_hint', subject)
  for (let hops = 0; hops < 10; hops += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined) jar.set(name, value ?? '')
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`${url.pathname} answered ${response.status}`)
    url = new URL(location, url)
    if (url.href.startsWith(CALLBACK_URL)) return url.href
  }
  throw new Error('sent from one place to the next for too long')
}
