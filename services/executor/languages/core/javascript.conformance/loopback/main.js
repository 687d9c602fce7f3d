const { createServer } = require('node:http')

const body = Buffer.alloc(100_000, 'x')
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.end(body))
})

server.listen(0, '127.0.0.1', async () => {
  const address = `http://127.0.0.1:${server.address().port}/`
  const ask = async () => (await (await fetch(address, { method: 'POST', body })).arrayBuffer()).byteLength
  const sizes = await Promise.all(Array.from({ length: 50 }, ask))
  console.log(sizes.reduce((sum, size) => sum + size))
  server.closeAllConnections()
  server.close()
})
