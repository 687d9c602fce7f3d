import { Tabs } from '@base-ui/react/tabs'
import { type KeyboardEvent, lazy, Suspense, useState } from 'react'
import { IconButton } from '../../../design/controls/button.tsx'
import { Menu } from '../../../design/overlays/menu.tsx'
import type { OpenFile, OpenProgram, ProgramEditing } from '../use-program.ts'
import type { Asking } from './file-questions.tsx'
import styles from './files-bar.module.css'

const Questions = lazy(async () => ({ default: (await import('./file-questions.tsx')).FileQuestions }))

/** The files of a program as tabs: F2 or a double click renames, Delete closes. Inside a `Tabs.Root`. */
export function FilesBar({ program, editing }: { program: OpenProgram; editing: ProgramEditing }) {
  const [asking, setAsking] = useState<Asking | undefined>()
  const { files, active } = program
  const file = files.find(({ id }) => id === active)
  const remove = (gone: OpenFile) => {
    if (gone.content.trim() === '') editing.remove(gone.id)
    else setAsking({ what: 'remove', file: gone })
  }
  const onKeyDown = (event: KeyboardEvent, of: OpenFile) => {
    if (event.key === 'F2') setAsking({ what: 'rename', file: of })
    else if (event.key === 'Delete' && files.length > 1) remove(of)
  }
  return (
    <div className={styles.bar}>
      <Tabs.List className={styles.tabs} aria-label="Files">
        {files.map((each) => (
          <Tabs.Tab
            key={each.id}
            value={each.id}
            className={styles.tab}
            onDoubleClick={() => setAsking({ what: 'rename', file: each })}
            onKeyDown={(event) => onKeyDown(event, each)}
          >
            <bdi>{each.name}</bdi>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <IconButton icon="plus" label="Add a file" small onClick={() => setAsking({ what: 'add' })} />
      {file && (
        <FileMenu
          file={file}
          files={files}
          editing={editing}
          onRename={() => setAsking({ what: 'rename', file })}
          onRemove={() => remove(file)}
        />
      )}
      {asking && (
        <Suspense fallback={null}>
          <Questions asking={asking} files={files} editing={editing} onDone={() => setAsking(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

interface FileMenuProps {
  readonly file: OpenFile
  readonly files: readonly OpenFile[]
  readonly editing: ProgramEditing
  readonly onRename: () => void
  readonly onRemove: () => void
}

function FileMenu({ file, files, editing, onRename, onRemove }: FileMenuProps) {
  const at = files.indexOf(file)
  return (
    <Menu
      trigger={<IconButton icon="more" label={`More for ${file.name}`} small />}
      items={[
        { label: 'Rename', icon: 'pencil', onSelect: onRename },
        {
          label: 'Move left',
          icon: 'arrowLeft',
          onSelect: () => editing.move(file.id, -1),
          disabled: at === 0,
        },
        {
          label: 'Move right',
          icon: 'arrowRight',
          onSelect: () => editing.move(file.id, 1),
          disabled: at === files.length - 1,
        },
        '-',
        {
          label: 'Delete file',
          icon: 'trash',
          dangerous: true,
          disabled: files.length === 1,
          onSelect: onRemove,
        },
      ]}
    />
  )
}
