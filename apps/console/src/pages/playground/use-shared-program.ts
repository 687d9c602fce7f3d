import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Program } from '../../program/program.ts'
import { fromFragment, isShared } from '../../program/share.ts'

export type SharedNews = 'loaded' | 'broken' | undefined

/** Loads the program of a shared link and removes it from the URL, because edits from then on are the visitor's own. */
export function useSharedProgram(load: (program: Program) => void): SharedNews {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  const [news, setNews] = useState<SharedNews>()
  useEffect(() => {
    if (!isShared(hash)) return
    let wanted = true
    void fromFragment(hash).then((program) => {
      if (!wanted) return
      if (program) load(program)
      setNews(program ? 'loaded' : 'broken')
      void navigate({ to: '/', hash: '', replace: true })
    })
    return () => {
      wanted = false
    }
  }, [hash, load, navigate])
  return news
}
