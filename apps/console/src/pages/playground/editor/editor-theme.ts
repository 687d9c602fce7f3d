import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** All colours are design tokens, so one theme serves light and dark. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: 'var(--size-2)' },
  // The focus ring is on the frame: inside, the text would cover it.
  '&.cm-focused, .cm-content': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.65', fontVariantLigatures: 'none' },
  '.cm-content': { padding: 'var(--space-3) 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 var(--space-3)' },
  '.cm-gutters': {
    color: 'var(--text-faint)',
    backgroundColor: 'var(--surface)',
    border: 'none',
    paddingInlineStart: 'var(--space-2)',
  },
  // Own shapes, because the built-in icons are images with fixed colours.
  '.cm-lint-marker': { width: '0.6em', height: '0.6em', margin: 'auto' },
  '.cm-lint-marker-info': { content: 'normal', background: 'var(--info)', borderRadius: '1px' },
  '.cm-lint-marker-warning': {
    content: 'normal',
    background: 'var(--warning)',
    clipPath: 'polygon(50% 0, 100% 100%, 0 100%)',
  },
  '.cm-lint-marker-error': { content: 'normal', background: 'var(--danger)', borderRadius: '50%' },
  '.cm-gutter-lint .cm-gutterElement': { display: 'flex', alignItems: 'center' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--surface-hover) 60%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--text)', backgroundColor: 'transparent' },
  '.cm-cursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--code-selection)',
  },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent-line)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent-line)' },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius-2)',
    boxShadow: 'var(--shadow-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-hover)',
  },
  '.cm-panels': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-sunken)',
    borderColor: 'var(--border)',
  },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--border)' },
  '.cm-panel.cm-search': {
    padding: 'var(--space-2) var(--space-6) var(--space-2) var(--space-3)',
    fontFamily: 'var(--sans)',
    fontSize: 'var(--size-2)',
  },
  '.cm-panel.cm-search :is(.cm-textfield, .cm-button, label)': {
    minHeight: 'var(--control-small)',
    padding: '0 var(--space-3)',
    margin: '2px var(--space-1) 2px 0',
    fontSize: 'inherit',
  },
  '.cm-panel .cm-textfield, .cm-panel .cm-button': {
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--border-strong)',
    borderRadius: 'var(--radius-2)',
  },
  '.cm-panel .cm-button': { borderColor: 'var(--border)', cursor: 'pointer' },
  '.cm-panel .cm-button:hover': { background: 'var(--surface-hover)' },
  '.cm-panel.cm-search label': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 'var(--space-1)',
    padding: '0 var(--space-1)',
  },
  '.cm-panel input[type=checkbox]': { margin: '0', accentColor: 'var(--accent-line)' },
  '.cm-panel.cm-search [name=close]': {
    width: 'var(--control-small)',
    height: 'var(--control-small)',
    margin: 'var(--space-1)',
    fontSize: 'var(--size-5)',
    color: 'var(--text-soft)',
    borderRadius: 'var(--radius-2)',
    cursor: 'pointer',
  },
  '.cm-diagnostic': {
    padding: 'var(--space-2) var(--space-3)',
    fontFamily: 'var(--sans)',
    whiteSpace: 'pre-wrap',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--danger)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warning)' },
  '.cm-diagnostic-info': { borderLeft: '3px solid var(--info)' },
  '.cm-lintRange-error, .cm-lintRange-warning, .cm-lintRange-info': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger) 1px',
    textUnderlineOffset: '0.25em',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-warning': { textDecorationColor: 'var(--warning)' },
  '.cm-lintRange-info': { textDecorationColor: 'var(--info)' },
})

const colors = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword],
    color: 'var(--code-keyword)',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName],
    color: 'var(--code-name)',
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], color: 'var(--code-type)' },
  { tag: tags.invalid, color: 'var(--danger)' },
])

export const editorTheme = [look, syntaxHighlighting(colors)]
