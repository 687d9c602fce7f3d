import { expect, test } from 'vitest'
import { checkKey, KEY_PLACE, toMarkup } from './snippet.ts'

const choice = { language: 'python', title: 'Python', code: 'print(1)\n', theme: 'auto', key: '' } as const

test('the markup names the script, the language and a place for the key', () => {
  expect(toMarkup('https://run.example.com', choice)).toBe(
    [
      '<script src="https://run.example.com/embed.js" defer></script>',
      '',
      `<pre data-runhive data-language="python" data-title="Python" data-key="${KEY_PLACE}">`,
      'print(1)</pre>',
    ].join('\n'),
  )
})

test('code cannot end its element, and a title cannot end its attribute', () => {
  const markup = toMarkup('https://run.example.com', {
    ...choice,
    title: '"><script>',
    code: 'a &lt; b </pre><script>alert(1)</script>',
  })
  expect(markup).toContain('data-title="&quot;&gt;&lt;script&gt;"')
  expect(markup).toContain('a &amp;lt; b &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;</pre>')
})

test('a theme is named only when it is not the reader’s own', () => {
  expect(toMarkup('https://run.example.com', choice)).not.toContain('data-theme')
  expect(toMarkup('https://run.example.com', { ...choice, theme: 'dark' })).toContain('data-theme="dark"')
})

test('what cannot be a key is told', () => {
  expect(checkKey('')).toBeUndefined()
  expect(checkKey('rh_abc-123')).toBeUndefined()
  expect(checkKey('Bearer rh_abc')).toMatch(/starts with rh_/)
})
