import type { Runtime } from '../../api/types.ts'
import { TextArea, TextField } from '../../design/controls/field.tsx'
import { Select } from '../../design/controls/select.tsx'
import { MAX_CODE, type Theme } from '../../embed/protocol.ts'
import styles from './embed-code.module.css'
import { isSample, sampleOf } from './samples.ts'
import { checkKey, type EmbedChoice } from './snippet.ts'

interface ChoiceFormProps {
  readonly runtimes: readonly Runtime[]
  readonly choice: EmbedChoice
  readonly onChange: (choice: EmbedChoice) => void
}

const THEME_OPTIONS: ReadonlyArray<{ value: Theme; label: string }> = [
  { value: 'auto', label: 'As the reader’s device' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function ChoiceForm({ runtimes, choice, onChange }: ChoiceFormProps) {
  const languages = [...new Map(runtimes.map(({ language, name }) => [language, name]))].toSorted(
    ([, a], [, b]) => a.localeCompare(b, 'en'),
  )
  const choose = (language: string) => {
    const title = languages.find(([own]) => own === language)?.[1] ?? language
    // The visitor's own code stays.
    const code = isSample(choice.code) ? sampleOf(language) : choice.code
    onChange({ ...choice, language, title, code })
  }
  return (
    <div className={styles.form}>
      <div className={styles.pair}>
        <Select
          label="Language"
          value={choice.language}
          onValueChange={choose}
          options={languages.map(([value, label]) => ({ value, label }))}
        />
        <Select
          label="Look"
          value={choice.theme}
          onValueChange={(theme) => onChange({ ...choice, theme })}
          options={THEME_OPTIONS}
        />
      </div>
      <TextArea
        label="Code"
        mono
        rows={10}
        spellCheck={false}
        maxLength={MAX_CODE}
        value={choice.code}
        onChange={(event) => onChange({ ...choice, code: event.currentTarget.value })}
      />
      <TextField
        label="Browser key"
        optional
        mono
        placeholder="rh_…"
        spellCheck={false}
        value={choice.key}
        error={checkKey(choice.key)}
        hint="It is put into the HTML here, and goes nowhere else."
        onChange={(event) => onChange({ ...choice, key: event.currentTarget.value.trim() })}
      />
    </div>
  )
}
