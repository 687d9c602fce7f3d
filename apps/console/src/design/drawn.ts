import { useEffect, useState } from 'react'

/** For drawings on a canvas, which styles do not reach. */

/** A token as a canvas takes it. A canvas does not know `light-dark()`, so an element resolves it. */
export function resolveColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Calls back when the colour scheme changes, by the device or by the visitor. Returns a function that ends it. */
export function followTheme(changed: () => void): () => void {
  const device = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(changed)
  device.addEventListener('change', changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    device.removeEventListener('change', changed)
    chosen.disconnect()
  }
}

/** Changes when the colours of the page change. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0)
  useEffect(() => followTheme(() => setVersion((old) => old + 1)), [])
  return version
}
