/**
 * The one place where the client sees the gateway, and only its types. Building the package replaces this file by the
 * router's type written out, so that an installed client needs no server.
 */
// biome-ignore lint/style/noRestrictedImports: the client's types are the router's, by design; nothing is imported at run time
export type { AppRouter } from '@runhive/gateway/trpc/router'
