import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { shared } from '../../vitest.config.ts'
import { embedScript } from './build/embed-script.ts'
import { precompress } from './build/precompress.ts'

/** Where `vite` finds a gateway while somebody works on the console. */
const GATEWAY = 'http://127.0.0.1:4000'

/** Of the design language what comes only when it is asked for, or only with pages that have it. */
const LATER =
  'open-|menu|dialog|toast|tooltip|popup|select|choice|table|figures|time|code-block|drawn|segments'

export default defineConfig({
  plugins: [react(), precompress(), embedScript()],
  // The gateway puts a fresh nonce where this stands, for every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  resolve: { alias: { eventsource: join(import.meta.dirname, 'src/api/event-source.ts') } },
  build: {
    target: ['chrome125', 'firefox128', 'safari18'],
    manifest: true,
    modulePreload: { polyfill: false },
    // A data: URL would need the policy to allow it for more than images.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: 'index.html', embed: 'embed.html' },
      // What nearly every page shows comes as one file: a request each would cost a slow phone more than the few bytes it does not need.
      output: {
        codeSplitting: {
          groups: [{ name: 'design', test: new RegExp(`src/design/(?:[^/]+/)*(?!${LATER})[^/]+$`) }],
        },
      },
    },
  },
  server: {
    // A session's cookie is the host's: that of the gateway's own pages.
    host: '127.0.0.1',
    // The gateway takes sessions only from pages of its own origin.
    proxy: Object.fromEntries(
      ['/trpc', '/api', '/auth', '/docs'].map((path) => [
        path,
        { target: GATEWAY, ws: path === '/trpc', changeOrigin: true, headers: { origin: GATEWAY } },
      ]),
    ),
  },
  test: {
    // Journeys wait for a browser, which is busy with a processor for as long as they take.
    fileParallelism: false,
    ...shared,
    environment: 'node',
    globalSetup: ['build/ensure-built.ts'],
  },
})
