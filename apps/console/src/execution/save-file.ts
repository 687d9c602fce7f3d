/** Saves a file through the browser. Its type is generic, so that nothing opens it as a page of this origin. */
export function saveFile(name: string, parts: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.split('/').at(-1) || 'file'
  link.click()
  // The download has its own reference by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
