import { useEffect, useState } from 'react'

/** For what is drawn on a canvas, and not styled. */

/** A token as a canvas takes it: there `light-dark()` means nothing, and an element tells which one counts. */
export function resolveColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Tells when light has become dark, by the device or by the visitor. Gives what ends it. */
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

/** Changes when the colours of the page do. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0)
  useEffect(() => followTheme(() => setVersion((old) => old + 1)), [])
  return version
}
