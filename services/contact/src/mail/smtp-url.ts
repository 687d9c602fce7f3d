/** A mail server, as the library wants it. */
export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. */
  readonly secure: boolean
  /** STARTTLS or nothing. */
  readonly requireTLS: boolean
  /** No STARTTLS, even when it is offered. */
  readonly ignoreTLS: boolean
  readonly auth?: { readonly user: string; readonly pass: string }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const STARTTLS = ['required', 'never'] as const

/** Reads `smtp://user:password@host:port?starttls=…` or `smtps://…`; undefined when it is neither. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.parse(text)
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return undefined
  if (!['', '/'].includes(url.pathname) || url.hash !== '') return undefined
  const { starttls, ...others } = Object.fromEntries(url.searchParams)
  if (Object.keys(others).length > 0) return undefined
  if (starttls !== undefined && !STARTTLS.some((known) => known === starttls)) return undefined
  const secure = url.protocol === 'smtps:'
  const user = decode(url.username)
  const pass = decode(url.password)
  if (user === undefined || pass === undefined || (user === '') !== (pass === '')) return undefined
  const exposed = user !== '' && !LOOPBACK.test(url.hostname)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && (starttls === 'required' || (exposed && starttls !== 'never')),
    ignoreTLS: starttls === 'never',
    ...(user === '' ? {} : { auth: { user, pass } }),
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
