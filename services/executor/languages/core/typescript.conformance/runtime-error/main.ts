interface Box {
  readonly value?: { readonly inner: number }
}

console.log('before')
const box: Box = {}
console.log(box.value!.inner)
