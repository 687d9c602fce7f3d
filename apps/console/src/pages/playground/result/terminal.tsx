import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal as Xterm } from '@xterm/xterm'
import { useEffect, useRef } from 'react'
import { followTheme } from '../../../design/drawn.ts'
import type { RunSession } from '../run-session.ts'
import { letStylesIn } from './styles-of-terminal.ts'
import styles from './terminal.module.css'

interface TerminalProps {
  readonly session: RunSession
  /** The run whose program reads input: its terminal gets the focus. */
  readonly runId: string | undefined
  readonly onSize: (size: { columns: number; rows: number }) => void
}

/** Sequences that programs may not use: titles, links, the clipboard, colours of the page, notifications. */
const REFUSED_OSC = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 99, 777, 1337]
const RESIZE_MS = 120

/** A real terminal for a running program. The output can affect only this terminal, nothing outside it. */
export function Terminal({ session, runId, onSize }: TerminalProps) {
  const host = useRef<HTMLDivElement>(null)
  const terminal = useRef<Xterm>(undefined)
  useEffect(() => {
    if (!host.current) return
    const { xterm, close } = openTerminal(host.current, session, onSize)
    terminal.current = xterm
    return close
  }, [session, onSize])
  useEffect(() => {
    if (runId !== undefined) terminal.current?.focus()
  }, [runId])
  return <div ref={host} className={styles.terminal} />
}

function openTerminal(host: HTMLElement, session: RunSession, onSize: TerminalProps['onSize']) {
  const style = getComputedStyle(host)
  const xterm = new Xterm({
    fontFamily: style.fontFamily,
    fontSize: 13,
    scrollback: 5_000,
    cursorBlink: true,
    screenReaderMode: true,
    // So that text is legible in any colour.
    minimumContrastRatio: 4.5,
    allowProposedApi: false,
    // No link that a program prints can be followed.
    linkHandler: { activate: () => undefined, allowNonHttpProtocols: false },
    theme: readTheme(style),
  })
  for (const code of REFUSED_OSC) xterm.parser.registerOscHandler(code, () => true)
  const fit = new FitAddon()
  xterm.loadAddon(fit)
  const keepOut = letStylesIn()
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
  const theme = followColours(() => {
    xterm.options.theme = readTheme(getComputedStyle(host))
  })
  fit.fit()
  onSize({ columns: xterm.cols, rows: xterm.rows })
  const close = () => {
    clearTimeout(timer)
    observer.disconnect()
    theme()
    detach()
    xterm.dispose()
    keepOut()
  }
  return { xterm, close }
}

/** Calls back when the colour scheme has changed, after all transitions. */
function followColours(changed: () => void): () => void {
  // Colours may change in a transition, and are the old ones until then.
  const settled = () =>
    Promise.allSettled(
      document.getAnimations().flatMap((each) => (each instanceof CSSTransition ? [each.finished] : [])),
    )
  const soon = () => requestAnimationFrame(() => void settled().then(() => requestAnimationFrame(changed)))
  return followTheme(soon)
}

/** xterm draws colours itself: it gets those of its element, as the theme resolves them. */
function readTheme(style: CSSStyleDeclaration): ITheme {
  return {
    background: style.backgroundColor,
    foreground: style.color,
    cursor: style.caretColor,
    cursorAccent: style.backgroundColor,
    selectionBackground: style.outlineColor,
  }
}
