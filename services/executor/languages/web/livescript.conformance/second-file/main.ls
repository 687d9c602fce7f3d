{ multiply } = require './multiply'

console.log "6 times 7 is #{multiply 6, 7}"
