import type { IconName } from '../design/icon.tsx'

/** The sections of the navigation, with the paths of `routes.tsx`. */
export const SECTIONS = [
  { to: '/', label: 'Playground', icon: 'code' },
  { to: '/history', label: 'History', icon: 'history' },
  { to: '/keys', label: 'Keys', icon: 'key' },
  { to: '/usage', label: 'Usage', icon: 'usage' },
  { to: '/account', label: 'Account', icon: 'account' },
] as const satisfies ReadonlyArray<{ to: string; label: string; icon: IconName }>

export const OPERATOR_SECTIONS = [
  { to: '/operator', label: 'Health', icon: 'health' },
  { to: '/operator/contact', label: 'Inbox', icon: 'inbox' },
  { to: '/operator/accounts', label: 'Accounts', icon: 'people' },
  { to: '/operator/plans', label: 'Plans', icon: 'plans' },
  { to: '/operator/languages', label: 'Languages', icon: 'braces' },
] as const satisfies ReadonlyArray<{ to: string; label: string; icon: IconName }>

export const FOOT_LINKS = [
  { to: '/status', label: 'Status' },
  { to: '/privacy', label: 'Privacy' },
  { to: '/contact', label: 'Contact' },
  { to: '/embed-code', label: 'Embed' },
] as const satisfies ReadonlyArray<{ to: string; label: string }>
