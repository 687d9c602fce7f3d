{ area } = require './shapes/square'

console.log "the square of 12 is #{area 12}"
