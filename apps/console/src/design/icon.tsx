/** Outlines on a grid of 24, drawn with the colour of the text around them. */
const PATHS = {
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0',
  archive: 'M4 4h16v4H4zM5.5 8v12h13V8M10 12h4',
  arrowLeft: 'M19 12H5m6-6-6 6 6 6',
  arrowRight: 'M5 12h14m-6-6 6 6-6 6',
  book: 'M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5m0-15v15m0 0A1.5 1.5 0 0 0 6.5 21H19',
  braces:
    'M9 4c-3 0-3 1.5-3 4s-1 4-2.5 4C5 12 6 13.5 6 16s0 4 3 4m6-16c3 0 3 1.5 3 4s1 4 2.5 4C19 12 18 13.5 18 16s0 4-3 4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevronDown: 'm6 9 6 6 6-6',
  chevronRight: 'm9 6 6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  code: 'm8 7-5 5 5 5m8-10 5 5-5 5M13.5 5l-3 14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M4 20h16',
  external: 'M14 4h6v6m0-6-9 9M18 14v6H4V6h6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  filter: 'M4 6h16M7 12h10m-7 6h4',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  history: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v3.5h3.5M12 8v4.5l3 1.8',
  inbox: 'M4 13 6.5 5h11L20 13v6H4zm0 0h5l1 2.5h4l1-2.5h5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5m0-8.2v.1',
  key: 'M15 13.5A5 5 0 1 0 10.5 9L4 15.5V20h4v-2.5h2.5V15l1.7-1.7c.8.2 1.8.2 2.8.2Zm1.5-6.2v.1',
  lock: 'M6 11h12v9H6zm2.5 0V7.5a3.5 3.5 0 0 1 7 0V11',
  mail: 'M3.5 5.5h17v13h-17zm0 1L12 13l8.5-6.5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  more: 'M5 12a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0m6.4 0a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0m6.4 0a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0',
  pencil: 'M4 20h4L20 8l-4-4L4 16zM13.5 6.5l4 4',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5a6.5 6.5 0 0 1 13 0M16 5a3.3 3.3 0 0 1 0 6.5m2 2.3a6.5 6.5 0 0 1 3.5 5.7',
  plans: 'M12 3 3 8l9 5 9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5',
  play: 'M7 4.5v15l12-7.5z',
  plus: 'M12 5v14M5 12h14',
  refresh: 'M20 12a8 8 0 1 1-2.5-5.8M20 4v3.5h-3.5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5',
  settings:
    'M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-7 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  share: 'M12 15V4m-4 3.5L12 4l4 3.5M5 13v7h14v-7',
  shield: 'M12 3 5 6v5.5c0 4.5 3 7.8 7 9.5 4-1.7 7-5 7-9.5V6z',
  signIn: 'M14 4h6v16h-6M4 12h11m-4.5-4.5L15 12l-4.5 4.5',
  signOut: 'M10 4H4v16h6M9 12h11m-4.5-4.5L20 12l-4.5 4.5',
  stop: 'M6.5 6.5h11v11h-11z',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  system: 'M3.5 5h17v11h-17zM9 20h6m-3-4v4',
  terminal: 'm5 7 5 5-5 5m7 0h7',
  trash: 'M4 7h16m-10-3h4m-8 3 1 13h10l1-13M10 11v5m4-5v5',
  usage: 'M5 20v-7m7 7V4m7 16v-10',
  warning: 'M12 4 2.5 20h19zm0 6v5m0 2.6v.1',
} as const

export type IconName = keyof typeof PATHS

/** Decoration, hidden from screen readers. The text beside it or the label of its button says what it means. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={size >= 20 ? 1.6 : 1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
