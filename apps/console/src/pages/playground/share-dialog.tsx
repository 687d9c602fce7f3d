import { useEffect, useState } from 'react'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'
import { Skeleton } from '../../design/skeleton.tsx'
import type { Program } from '../../program/program.ts'
import { toFragment } from '../../program/share.ts'
import { toCurl, toTypeScript } from '../../program/snippets.ts'
import styles from './share-dialog.module.css'

interface ShareDialogProps {
  readonly program: Program
  readonly fileName: string | undefined
  readonly onDone: () => void
}

type Tab = 'link' | 'curl' | 'typescript'

/** The program as a link, and as commands that run it elsewhere. */
export function ShareDialog({ program, fileName, onDone }: ShareDialogProps) {
  const [tab, setTab] = useState<Tab>('link')
  const where = { url: location.origin, fileName }
  return (
    <Dialog open onOpenChange={onDone} title="Share" wide>
      <Tabs
        label="Ways to share"
        value={tab}
        onValueChange={setTab}
        tabs={[
          { value: 'link', label: 'Link', content: <ShareLink program={program} /> },
          {
            value: 'curl',
            label: 'curl',
            content: <Code label="Copy as curl" text={toCurl(program, where)} />,
          },
          {
            value: 'typescript',
            label: 'TypeScript',
            content: <Code label="Copy as TypeScript" text={toTypeScript(program, where)} />,
          },
        ]}
      />
    </Dialog>
  )
}

function ShareLink({ program }: { program: Program }) {
  const [fragment, setFragment] = useState<string | null>()
  useEffect(() => {
    let wanted = true
    void toFragment(program).then((made) => wanted && setFragment(made ?? null))
    return () => {
      wanted = false
    }
  }, [program])
  if (fragment === undefined) return <Skeleton height="6rem" />
  if (fragment === null) {
    return (
      <p>
        This program is too long for a link: some browsers cut addresses. Copy it as curl or TypeScript, or
        share its files.
      </p>
    )
  }
  return (
    <div className={styles.share}>
      <p className={styles.hint}>
        The whole program is in the link, after the <code>#</code>: no server stores it or sees it. Anyone who
        opens the link gets a copy, which runs only when they start it.
      </p>
      <Code label="Copy link" text={`${location.origin}/#${fragment}`} wrap />
    </div>
  )
}

function Code({ label, text, wrap }: { label: string; text: string; wrap?: boolean }) {
  return (
    <div className={styles.share}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={wrap ? styles.wrapped : styles.code} tabIndex={0}>
        {text}
      </pre>
      <div>
        <CopyButton label={label} text={text} kind="primary" />
      </div>
    </div>
  )
}
