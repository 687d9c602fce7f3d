import { useEffect, useRef } from 'react'
import { client } from '../../api/client.ts'
import { toNotice } from '../../api/notice.ts'
import { type Host, openHost } from '../../embed/host.ts'
import { toOutcome, toRefusal } from '../../embed/outcome.ts'
import type { Outcome, Snippet } from '../../embed/protocol.ts'
import styles from './embed-code.module.css'
import type { EmbedChoice } from './snippet.ts'

/** The same frame that readers will see. Here it runs with the visitor's session. */
export function Preview({ choice }: { choice: EmbedChoice }) {
  const place = useRef<HTMLDivElement>(null)
  const host = useRef<Host>(undefined)
  const latest = useRef(choice)
  latest.current = choice
  useEffect(() => {
    const opened = openHost({
      origin: location.origin,
      snippet: toSnippet(latest.current),
      run: (source) => run(latest.current.language, source),
    })
    host.current = opened
    place.current?.append(opened.frame)
    return () => {
      opened.close()
      opened.frame.remove()
    }
  }, [])
  useEffect(() => host.current?.show(toSnippet(choice)), [choice])
  return <div ref={place} className={styles.preview} />
}

const toSnippet = ({ title, code, theme }: EmbedChoice): Snippet => ({ title, code, theme })

async function run(language: string, source: string): Promise<Outcome> {
  try {
    return toOutcome(await client.executions.run.mutate({ language, source, store: false }))
  } catch (error) {
    const { title, advice } = toNotice(error)
    return toRefusal(`${title} ${advice}`)
  }
}
