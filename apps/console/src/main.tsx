import './design/tokens.css'
import './design/base.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { TooltipHost } from './design/controls/tooltip.tsx'
import { ToastHost } from './design/overlays/toast.tsx'
import { dropFormerPrograms } from './program/former-programs.ts'
import { router } from './routes.tsx'
import { readStyleNonce } from './shell/nonce.ts'
import { applyTheme, readTheme } from './shell/theme.ts'

applyTheme(readTheme())
dropFormerPrograms()

const nonce = readStyleNonce()
const container = document.getElementById('app')
if (!container) throw new Error('the page has no #app')

createRoot(container).render(
  <StrictMode>
    <CSPProvider {...(nonce === undefined ? {} : { nonce })}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <ToastHost />
        <TooltipHost />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
