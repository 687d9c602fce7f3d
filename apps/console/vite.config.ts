import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { shared } from '../../vitest.config.ts'
import { embedScript } from './build/embed-script.ts'
import { precompress } from './build/precompress.ts'

/** The gateway that `vite` uses during development. */
const GATEWAY = 'http://127.0.0.1:4000'

/** Parts of the design language that are loaded on demand, or only with pages that use them. */
const LATER =
  'open-|menu|dialog|toast|tooltip|popup|select|choice|table|quantities|time|code-block|drawn|segments'

export default defineConfig({
  plugins: [react(), precompress(), embedScript()],
  // The gateway replaces this with a fresh nonce in every answer.
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
      // Parts that nearly every page uses are one file: separate requests would cost a slow phone more than a few
      // unneeded bytes.
      output: {
        codeSplitting: {
          groups: [{ name: 'design', test: new RegExp(`src/design/(?:[^/]+/)*(?!${LATER})[^/]+$`) }],
        },
      },
    },
  },
  server: {
    // A session's cookie belongs to the host, which must be that of the gateway's own pages.
    host: '127.0.0.1',
    // The gateway accepts sessions only from pages of its own origin.
    proxy: Object.fromEntries(
      ['/trpc', '/api', '/auth', '/docs'].map((path) => [
        path,
        { target: GATEWAY, ws: path === '/trpc', changeOrigin: true, headers: { origin: GATEWAY } },
      ]),
    ),
  },
  test: {
    // Journeys wait for a browser, which keeps a processor busy all the while.
    fileParallelism: false,
    ...shared,
    environment: 'node',
    globalSetup: ['build/ensure-built.ts'],
  },
})
