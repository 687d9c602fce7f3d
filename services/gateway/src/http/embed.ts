import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'

export interface EmbedDeps {
  /** Where the built console is. */
  readonly dir: string
}

/**
 * The one page that others may frame. It asks nobody anything and goes nowhere: what it shows and what it may run, the page
 * around it decides, with a key of that page's own.
 */
export const EMBED_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
  // Also where the page around does not say so: no windows, no dialogs, no way out of the frame.
  'sandbox allow-scripts allow-same-origin',
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const FRAME_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': EMBED_POLICY,
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
  // Pages that isolate themselves may frame it too.
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'public, max-age=300',
}
/** Long enough that readers of many pages load it once, short enough that a mended one is everywhere within the hour. */
const SCRIPT_LIFETIME = 'public, max-age=3600, stale-while-revalidate=86400'
/** By what a browser says it can unpack, best first. */
const PACKED = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const

/** What makes snippets on other people's pages run: `/embed.js` for their pages, and `/embed`, the page in the frame. */
export function registerEmbed(app: FastifyInstance, { dir }: EmbedDeps): void {
  app.get('/embed', async (_request, reply) => {
    const page = await readBuilt(join(dir, 'embed.html'))
    // No nonce: it has no style but its own file, and everybody gets the same page.
    const text = page.toString('utf8').replaceAll(/ nonce="__CSP_NONCE__"/g, '')
    reply.removeHeader('x-frame-options')
    return reply.headers(FRAME_HEADERS).type('text/html; charset=utf-8').send(text)
  })
  app.get('/embed.js', async (request, reply) => sendScript(dir, request, reply))
}

async function sendScript(dir: string, request: FastifyRequest, reply: FastifyReply) {
  const accepted = request.headers['accept-encoding'] ?? ''
  const packed = PACKED.find(({ encoding }) =>
    new RegExp(`\\b${encoding}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted),
  )
  const script = await readBuilt(join(dir, `embed.js${packed?.suffix ?? ''}`))
  if (packed) reply.header('content-encoding', packed.encoding)
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

/** Not built: not there. */
function readBuilt(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new GatewayError('NOT_FOUND', { cause })
  })
}
