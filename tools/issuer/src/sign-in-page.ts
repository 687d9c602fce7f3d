export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const

/** Where a developer types who they are today. */
export function signInPage(problem?: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Development sign-in</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem }
  input, button { font: inherit; padding: .5rem .75rem; width: 100%; box-sizing: border-box; margin-top: .5rem }
</style>
<h1>Development sign-in</h1>
<p>${problem ?? 'This stands in for Google on this machine. Any e-mail address will do; there is no password.'}</p>
<form>
  <label for="email">E-mail address</label>
  <input id="email" name="email" type="email" required autofocus value="dev@example.test">
  <button>Sign in</button>
</form>
`
}
