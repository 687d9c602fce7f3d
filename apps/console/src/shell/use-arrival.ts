import { useMatches, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of the page, before the name of the service. */
    readonly title?: string
  }
}

/** Whoever comes to another page is told so: by the window's title, and by the focus, which moves to its heading. */
export function useArrival(): void {
  const router = useRouter()
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  useEffect(() => {
    document.title = title === undefined ? 'Runhive' : `${title} · Runhive`
  }, [title])
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        // On the first page the reader begins at the top by itself.
        if (!fromLocation || !pathChanged) return
        const heading =
          document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
        heading?.focus({ preventScroll: true })
      }),
    [router],
  )
}
