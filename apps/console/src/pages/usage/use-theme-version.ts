import { useEffect, useState } from 'react'

/** Changes when the colours of the page do: for what is drawn and not styled. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    const changed = () => setVersion((old) => old + 1)
    const device = matchMedia('(prefers-color-scheme: dark)')
    const chosen = new MutationObserver(changed)
    device.addEventListener('change', changed)
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      device.removeEventListener('change', changed)
      chosen.disconnect()
    }
  }, [])
  return version
}
