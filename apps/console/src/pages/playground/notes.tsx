import { Note } from '../../design/note.tsx'
import type { SharedNews } from './use-shared-program.ts'

/** Notes to read before running. */
export function Notes({ news }: { news: SharedNews }) {
  const text = textOf(news)
  if (text === undefined) return null
  return <Note>{text}</Note>
}

function textOf(news: SharedNews): string | undefined {
  if (news === 'broken') return 'The link contains no program: part of it may be missing. Ask for it again.'
  if (news === 'loaded')
    return 'You opened a shared program. Read it before you run it; it runs in a container without a network.'
  return undefined
}
