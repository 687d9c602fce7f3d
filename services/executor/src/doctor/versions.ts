/**
 * Compares two versions as dpkg does (deb-version(7)): digits by value, the rest by letters before signs, and `~`
 * before
 * everything, even the end. Negative when the first is older. Release candidates of upstream come before their release.
 */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [split(one), split(other)]
  for (let at = 0; at < Math.max(ones.length, others.length); at += 1) {
    const [left = '', right = ''] = [ones[at], others[at]]
    const order = at % 2 === 1 ? Number(left) - Number(right) : compareSigns(left, right)
    if (order !== 0) return order
  }
  return 0
}

/** What is not digits and what is, in turn: `1.2~rc1` is '', 1, '.', 2, '~rc', 1. An epoch says nothing here. */
function split(version: string): string[] {
  const plain = version.replace(/^v|^\d+:/, '').replace(/-(?=alpha|beta|rc)/, '~')
  return plain.split(/(\d+)/)
}

function compareSigns(one: string, other: string): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const order = weigh(one[at]) - weigh(other[at])
    if (order !== 0) return order
  }
  return 0
}

function weigh(sign: string | undefined): number {
  if (sign === undefined) return 0
  if (sign === '~') return -1
  const code = sign.charCodeAt(0)
  return /[A-Za-z]/.test(sign) ? code : code + 256
}
