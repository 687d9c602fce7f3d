import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal as Xterm } from '@xterm/xterm'
import { useEffect, useRef } from 'react'
import { documentWithNonce } from './document-with-nonce.ts'
import type { RunSession } from './run-session.ts'
import styles from './terminal.module.css'

interface TerminalProps {
  readonly session: RunSession
  readonly onSize: (size: { columns: number; rows: number }) => void
}

/** Asked for by programs, and none of their business: titles, links, the clipboard, colours of the page, notifications. */
const REFUSED_OSC = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 99, 777, 1337]
const RESIZE_MS = 120

/** A real terminal for a running program. What the program says moves this terminal, and nothing outside it. */
export function Terminal({ session, onSize }: TerminalProps) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!host.current) return
    return openTerminal(host.current, session, onSize)
  }, [session, onSize])
  return <div ref={host} className={styles.terminal} />
}

function openTerminal(host: HTMLElement, session: RunSession, onSize: TerminalProps['onSize']): () => void {
  const style = getComputedStyle(host)
  const xterm = new Xterm({
    fontFamily: style.fontFamily,
    fontSize: 13,
    scrollback: 5_000,
    cursorBlink: true,
    screenReaderMode: true,
    allowProposedApi: false,
    documentOverride: documentWithNonce(),
    // Nothing a program prints can be followed.
    linkHandler: { activate: () => undefined, allowNonHttpProtocols: false },
    theme: readTheme(style),
  })
  for (const code of REFUSED_OSC) xterm.parser.registerOscHandler(code, () => true)
  const fit = new FitAddon()
  xterm.loadAddon(fit)
  xterm.open(host)
  const detach = session.attachTerminal((data) => xterm.write(data))
  xterm.onData((data) => session.type(data))
  xterm.onResize(({ cols, rows }) => {
    onSize({ columns: cols, rows })
    session.resize({ columns: cols, rows })
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const refit = () => {
    clearTimeout(timer)
    timer = setTimeout(() => fit.fit(), RESIZE_MS)
  }
  const observer = new ResizeObserver(refit)
  observer.observe(host)
  const theme = followTheme(() => {
    xterm.options.theme = readTheme(getComputedStyle(host))
  })
  fit.fit()
  onSize({ columns: xterm.cols, rows: xterm.rows })
  return () => {
    clearTimeout(timer)
    observer.disconnect()
    theme()
    detach()
    xterm.dispose()
  }
}

/** Tells when light becomes dark, by the device or by the visitor. */
function followTheme(changed: () => void): () => void {
  const device = matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(changed)
  device.addEventListener('change', changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    device.removeEventListener('change', changed)
    chosen.disconnect()
  }
}

/** xterm draws its own colours: those of its element, as the theme resolves them. */
function readTheme(style: CSSStyleDeclaration): ITheme {
  return {
    background: style.backgroundColor,
    foreground: style.color,
    cursor: style.caretColor,
    cursorAccent: style.backgroundColor,
    selectionBackground: style.outlineColor,
  }
}
