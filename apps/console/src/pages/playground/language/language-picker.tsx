import { lazy, Suspense } from 'react'
import { usePress } from '../../../design/controls/press.ts'
import { LanguageButton, type LanguagePickerProps } from '../language-button.tsx'

const load = () => import('./language-list.tsx')
const LanguageList = lazy(async () => ({ default: (await load()).LanguageList }))

export function LanguagePicker(props: LanguagePickerProps) {
  const { pressed, trigger } = usePress(load)
  const { value, missing } = props
  const closed = (
    <LanguageButton
      value={value}
      missing={missing}
      aria-haspopup="dialog"
      aria-expanded={false}
      {...trigger}
    />
  )
  if (!pressed) return closed
  return (
    <Suspense fallback={closed}>
      <LanguageList {...props} />
    </Suspense>
  )
}
