import { useState } from 'react'
import { useRuntimes } from '../../api/languages.ts'
import { useSession } from '../../api/session.ts'
import { Card } from '../../design/card.tsx'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { Skeleton, SkeletonRows } from '../../design/skeleton.tsx'
import { ChoiceForm } from './choice-form.tsx'
import styles from './embed-code.module.css'
import { KeyHelp } from './key-help.tsx'
import { Preview } from './preview.tsx'
import { sampleOf } from './samples.ts'
import { checkKey, type EmbedChoice, toMarkup } from './snippet.ts'

const START: EmbedChoice = {
  language: 'python',
  title: 'Python',
  code: sampleOf('python'),
  theme: 'auto',
  key: '',
}

export function Page() {
  const { data: runtimes, error, refetch } = useRuntimes()
  const [choice, setChoice] = useState(START)
  const { state } = useSession()
  return (
    <Frame>
      <PageHeader
        title="Embed"
        lead="Add code that readers can edit and run to your documentation: two HTML elements, and no build step."
      />
      {error && !runtimes && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!runtimes && !error && (
        <div className={styles.columns}>
          <SkeletonRows rows={1} height="31.5rem" />
          <Skeleton height="34rem" />
        </div>
      )}
      {runtimes && (
        <div className={styles.columns}>
          <Card title="Snippet">
            <ChoiceForm runtimes={runtimes} choice={choice} onChange={setChoice} />
          </Card>
          <div className={styles.side}>
            <Card
              title="Preview"
              lead={
                state === 'signed-in' ? 'It runs with your session here, and with the key there.' : undefined
              }
            >
              <Preview choice={choice} />
            </Card>
            <Markup choice={choice} />
          </div>
        </div>
      )}
      <KeyHelp />
    </Frame>
  )
}

function Markup({ choice }: { choice: EmbedChoice }) {
  const usable = checkKey(choice.key) === undefined ? choice : { ...choice, key: '' }
  const markup = toMarkup(location.origin, usable)
  return (
    <Card title="HTML" actions={<CopyButton text={markup} label="Copy HTML" kind="primary" />}>
      {/* It scrolls, and a keyboard must be able to do that. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section className={styles.markup} tabIndex={0} aria-label="HTML of the snippet">
        <pre>{markup}</pre>
      </section>
      <p className={styles.note}>A page needs the script only once, however many snippets it has.</p>
    </Card>
  )
}
