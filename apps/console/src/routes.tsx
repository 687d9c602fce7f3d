import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Broken, NotFound } from './shell/failures.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Broken })

type Importer = () => Promise<{ readonly Page: () => React.ReactNode }>

/** A page in a chunk of its own: `src/pages/<name>/page.tsx` exports `Page`. */
function page<const Path extends string>(path: Path, title: string, importer: Importer) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(importer, 'Page'),
    staticData: { title },
  })
}

const routeTree = root.addChildren([
  page('/', 'Playground', () => import('./pages/playground/page.tsx')),
  page('/history', 'History', () => import('./pages/history/page.tsx')),
  page('/history/$id', 'Execution', () => import('./pages/execution/page.tsx')),
  page('/keys', 'Keys', () => import('./pages/keys/page.tsx')),
  page('/usage', 'Usage', () => import('./pages/usage/page.tsx')),
  page('/account', 'Account', () => import('./pages/account/page.tsx')),
  page('/account/removed', 'Account deleted', () => import('./pages/account-removed/page.tsx')),
  page('/privacy', 'Privacy', () => import('./pages/privacy/page.tsx')),
  page('/contact', 'Contact', () => import('./pages/contact/page.tsx')),
  page('/status', 'Status', () => import('./pages/status/page.tsx')),
  page('/embed-code', 'Embed', () => import('./pages/embed-code/page.tsx')),
  page('/operator', 'Health', () => import('./pages/operator/page.tsx')),
  page('/operator/contact', 'Inbox', () => import('./pages/operator-contact/page.tsx')),
  page('/operator/accounts', 'Accounts', () => import('./pages/operator-accounts/page.tsx')),
  page('/operator/plans', 'Plans', () => import('./pages/operator-plans/page.tsx')),
  page('/operator/languages', 'Languages', () => import('./pages/operator-languages/page.tsx')),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
