import { useState } from 'react'
import { IconButton } from '../design/controls/button.tsx'
import type { IconName } from '../design/icon.tsx'
import { readTheme, storeTheme, type Theme } from './theme.ts'

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' }
const ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' }

/** Cycles through system, light and dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme)
  const change = () => {
    storeTheme(NEXT[theme])
    setTheme(NEXT[theme])
  }
  return (
    <IconButton icon={ICONS[theme]} label={`Theme: ${theme}. Change to ${NEXT[theme]}`} onClick={change} />
  )
}
