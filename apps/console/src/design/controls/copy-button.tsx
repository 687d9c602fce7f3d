import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

const SHOWN_MS = 2_000

interface CopyButtonProps {
  readonly text: string | (() => string | Promise<string>)
  /** What is copied, e.g. "Copy key". */
  readonly label: string
  /** Shows only the icon. */
  readonly compact?: boolean
  readonly kind?: 'primary' | 'secondary' | 'ghost'
}

/** Copies text to the clipboard and confirms it. */
export function CopyButton({ text, label, compact, kind }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setState('copied')
    } catch {
      setState('refused')
    }
  }
  const said = { ready: label, copied: 'Copied', refused: 'Copying failed' }[state]
  const icon = state === 'copied' ? 'check' : 'copy'
  return (
    <>
      {compact ? (
        <IconButton icon={icon} label={said} small onClick={copy} />
      ) : (
        <Button icon={icon} small kind={kind} onClick={copy}>
          {said}
        </Button>
      )}
      <span role="status" className="visually-hidden">
        {state === 'ready' ? '' : said}
      </span>
    </>
  )
}
