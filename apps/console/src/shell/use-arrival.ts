import { useMatches, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Of the page, before the name of the service. */
    readonly title?: string
  }
}

/** Announces a new page: by the window's title, and by moving the focus to the page's heading. */
export function useArrival(): void {
  const router = useRouter()
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  useEffect(() => {
    document.title = title === undefined ? 'Runhive' : `${title} · Runhive`
  }, [title])
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        // On the first page a screen reader starts at the top by itself.
        if (!fromLocation || !pathChanged) return
        const heading =
          document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main')
        heading?.focus({ preventScroll: true })
      }),
    [router],
  )
}
