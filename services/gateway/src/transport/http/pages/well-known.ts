import type { FastifyInstance } from 'fastify'
import type { Site } from '../caller/site.ts'

/** The console's icon, at the traditional path. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>Runhive</title><path fill="#f2b01e" d="M16 1.5 28.6 8.75v14.5L16 30.5 3.4 23.25V8.75z"/><path fill="none" stroke="#1f1700" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" d="m11.5 10.5 6 5.5-6 5.5M18.5 22h4"/></svg>'

/** Crawlers may index pages, but not procedures or sign-ins. */
const ROBOTS = 'User-agent: *\nDisallow: /api/v1/\nDisallow: /trpc/\nDisallow: /auth/\n'

/** How long `security.txt` is valid, milliseconds: RFC 9116 wants less than a year. */
const CONTACT_VALID_MS = 180 * 24 * 60 * 60_000
const DAY = 'public, max-age=86400'

/** What browsers, crawlers and security researchers look for at fixed paths. */
export function registerWellKnown(
  app: FastifyInstance,
  { site, contactEmail }: { site: Site; contactEmail: string | undefined },
): void {
  app.get('/favicon.ico', (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', DAY).send(ICON),
  )
  const text = 'text/plain; charset=utf-8'
  app.get('/robots.txt', (_request, reply) => reply.type(text).header('cache-control', DAY).send(ROBOTS))
  app.get('/.well-known/security.txt', (_request, reply) =>
    reply.type(text).send(toSecurityTxt(site.url, contactEmail)),
  )
}

/** RFC 9116. Contacts are in order of preference. */
function toSecurityTxt(url: string, contactEmail: string | undefined): string {
  return [
    ...(contactEmail === undefined ? [] : [`Contact: mailto:${contactEmail}`]),
    `Contact: ${url}/contact`,
    `Expires: ${new Date(Date.now() + CONTACT_VALID_MS).toISOString()}`,
    `Canonical: ${url}/.well-known/security.txt`,
    '',
  ].join('\n')
}
