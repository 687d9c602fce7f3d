import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../../errors/gateway-error.ts'

export interface EmbedDeps {
  /** Where the built console is. */
  readonly dir: string
}

/**
 * The one page that others may frame. It connects to nothing: the embedding page decides what it shows and runs, with
 * its own key.
 */
export const EMBED_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
  // Also where the embedding page does not sandbox it: no windows, no dialogs, no navigation of the parent.
  'sandbox allow-scripts allow-same-origin',
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const FRAME_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': EMBED_POLICY,
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
  // Cross-origin isolated pages may frame it too.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'public, max-age=300',
}
/** Long enough that readers of many pages load it once, short enough that a fix is everywhere within the hour. */
const SCRIPT_LIFETIME = 'public, max-age=3600, stale-while-revalidate=86400'
/** The script as it was compressed at build time, best first. */
const COMPRESSED = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const

/** Runnable snippets for other people's pages: `/embed.js` for their pages, and `/embed`, the page in the frame. */
export function registerEmbed(app: FastifyInstance, { dir }: EmbedDeps): void {
  app.get('/embed', async (_request, reply) => {
    const page = await readBuilt(join(dir, 'embed.html'))
    // No nonce: it has no inline style, and everybody gets the same page.
    const text = page.toString('utf8').replaceAll(/ nonce="__CSP_NONCE__"/g, '')
    reply.removeHeader('x-frame-options')
    return reply.headers(FRAME_HEADERS).type('text/html; charset=utf-8').send(text)
  })
  app.get('/embed.js', async (request, reply) => sendScript(dir, request, reply))
}

async function sendScript(dir: string, request: FastifyRequest, reply: FastifyReply) {
  const accepted = request.headers['accept-encoding'] ?? ''
  const compressed = COMPRESSED.find(({ encoding }) =>
    new RegExp(`\\b${encoding}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted),
  )
  const script = await readBuilt(join(dir, `embed.js${compressed?.suffix ?? ''}`))
  if (compressed) reply.header('content-encoding', compressed.encoding)
  return reply
    .headers({
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': SCRIPT_LIFETIME,
      vary: 'accept-encoding',
    })
    .type('text/javascript; charset=utf-8')
    .send(script)
}

/** Not found when the console is not built. */
function readBuilt(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new GatewayError('NOT_FOUND', { cause })
  })
}
