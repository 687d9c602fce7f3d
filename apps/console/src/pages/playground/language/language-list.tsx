import { Combobox } from '@base-ui/react/combobox'
import type { Runtime } from '../../../api/types.ts'
import field from '../../../design/controls/field.module.css'
import { cx } from '../../../design/cx.ts'
import { Icon } from '../../../design/icon.tsx'
import popup from '../../../design/overlays/popup.module.css'
import { LanguageButton, type LanguagePickerProps } from '../language-button.tsx'
import styles from './language-picker.module.css'

const labelOf = ({ name, version }: Runtime) => `${name} ${version}`

/** Searches names, versions and aliases such as "golang" or "c++". */
function matches({ id, name, version, language, aliases }: Runtime, query: string): boolean {
  const texts = [id, `${name} ${version}`, language, ...aliases].map((text) => text.toLowerCase())
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((text) => text.includes(word)))
}

/** The list of languages, open when it appears. */
export function LanguageList({ runtimes, value, missing, onChange }: LanguagePickerProps) {
  return (
    <Combobox.Root
      defaultOpen
      autoHighlight
      items={runtimes}
      value={value ?? null}
      onValueChange={(chosen: Runtime | null) => chosen && onChange(chosen)}
      itemToStringLabel={labelOf}
      isItemEqualToValue={(a: Runtime, b: Runtime) => a.id === b.id}
      filter={(runtime: Runtime, query) => matches(runtime, query.trim())}
    >
      <Combobox.Trigger render={<LanguageButton value={value} missing={missing} />} />
      <Combobox.Portal>
        <Combobox.Positioner className={popup.positioner} sideOffset={4} align="start">
          <Combobox.Popup className={cx(popup.popup, styles.popup)} aria-label="Choose a language">
            <Combobox.Input
              className={cx(field.control, styles.search)}
              placeholder="Search languages and versions"
              aria-label="Search"
            />
            <Combobox.Empty className={styles.empty}>No such language is installed here.</Combobox.Empty>
            <Combobox.List className={styles.list}>
              {(runtime: Runtime) => (
                <Combobox.Item key={runtime.id} value={runtime} className={popup.item}>
                  <span className={popup.label}>{runtime.name}</span>
                  <span className={popup.detail}>{runtime.version}</span>
                  <Combobox.ItemIndicator className={popup.mark}>
                    <Icon name="check" size={14} />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
