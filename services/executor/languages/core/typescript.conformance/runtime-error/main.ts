interface Box {
  readonly value: { readonly inner: number }
}

console.log('before')
const box = JSON.parse('{}') as Box
console.log(box.value.inner)
